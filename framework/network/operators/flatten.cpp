// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make(NodeReader& node) {
  node.require_inputs(1, 1);
  const Shape& in = node.shape(0);
  const std::int64_t axis = node.integer("axis", 1);
  const auto rank = static_cast<std::int64_t>(in.size()) + 1;
  // Only an axis right after the batch gives one row per item; axis == rank does for scalars too.
  if (axis != 1 && axis != 1 - rank) {
    node.refuse("axis " + std::to_string(axis) +
                " would mix items; only axis 1 is supported: export the network with Flatten(1)");
  }
  return std::make_unique<Reshaping>(Shape{n_elements(in)});
}

}  // namespace

OperatorEntry flatten_operator() { return {.op = "Flatten", .make = make}; }

}  // namespace lucarne
