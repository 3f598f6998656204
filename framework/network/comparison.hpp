// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// An operator whose elements are 0 or 1 and tell something of two numbers, one of which may be a
/// constant. Truth values are floats here; it has no gradient.
std::unique_ptr<Operator> comparison(NodeReader& node, bool (*holds)(float, float));

/// The table's entry of such an operator.
OperatorEntry comparison_entry(std::string_view op, int since,
                               std::unique_ptr<Operator> (*make)(NodeReader& node));

}  // namespace lucarne
