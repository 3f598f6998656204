// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// The item's axis that is ONNX's axis 1 of the first input: the channels.
/// throws: Error, by the node, where there is none, or it is the batch
inline std::size_t channel_axis(const NodeReader& node) {
  if (onnx_rank(node.shape(0), node.place(0)) < 2) node.refuse("its items have no channels");
  return node.item_axis_of(0, 1);
}

}  // namespace lucarne
