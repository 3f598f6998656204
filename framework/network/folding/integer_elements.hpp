// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/node_reader.hpp"

namespace lucarne {

/// One integer of a constant; `counts_items`: times the number of items, which is 1 or more.
struct IntegerElement {
  std::int64_t value = 0;
  bool counts_items = false;
};

/// The shape of what two shapes make, aligned at their ends, sizes of 1 repeating.
/// throws: Error, by the node, where they do not fit or the result is too large
Shape broadcast_shape(const NodeReader& node, const Shape& a, const Shape& b);

/// Number of the element of a constant of shape `from` that stands at place `i` of shape `to`.
/// requires: `from` broadcasts to `to`
arma::uword broadcast_source(arma::uword i, const Shape& to, const Shape& from);

IntegerElement element(const Constant& constant, std::size_t i);
void append(Constant& constant, IntegerElement value);

/// What the operators give for two integers. throws: Error, by the node, where the result depends
/// on the number of items in another way than a multiple of it, overflows, or divides by zero
IntegerElement combine(const NodeReader& node, std::string_view op, IntegerElement a,
                       IntegerElement b);

/// The same for the comparisons and logical operators: true or false.
bool compare(const NodeReader& node, std::string_view op, IntegerElement a, IntegerElement b);

}  // namespace lucarne
