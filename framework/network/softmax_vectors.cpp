// SPDX-License-Identifier: MIT
#include "network/softmax_vectors.hpp"

namespace lucarne {

AxisVectors softmax_vectors(NodeReader& node) {
  node.require_inputs(1, 1);
  const Shape& shape = node.shape(0);
  const bool flattens = node.opset() < 13;
  const std::size_t axis = node.item_axis_of(0, node.integer("axis", flattens ? 1 : -1));
  if (flattens) node.require_batch_before(0, axis);
  return {shape, axis, flattens ? shape.size() : axis + 1};
}

}  // namespace lucarne
