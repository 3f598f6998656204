// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <memory>
#include <string>

namespace lucarne {

/// throws: Error that begins with `title` where an element is none of that kind: not whole, beyond
/// what float32 holds exactly, or neither 0 nor 1
void require_kind(const arma::fmat& values, ElementKind kind, const std::string& title);

/// The operator, with a check of what it computes: a whole number that float32 does not hold would
/// be another number. It has no gradient. `title` names the node in messages.
std::unique_ptr<Operator> whole_numbers(std::unique_ptr<Operator> computation, std::string title);

/// A constant's elements as a step computes with them.
/// throws: Error, by the node, for an integer that float32 does not hold
arma::fvec elements_of(const NodeReader& node, const Constant& constant);

/// Those of an input that is one: integers beside tensors of integers, else floats.
/// throws: Error, by the node, also where it is none, or of the other kind
arma::fvec elements_beside(const NodeReader& node, std::size_t input, std::string_view what);

}  // namespace lucarne
