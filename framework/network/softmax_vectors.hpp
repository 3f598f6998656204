// SPDX-License-Identifier: MIT
#pragma once

#include "network/axis_vectors.hpp"
#include "network/operators/node_reader.hpp"

namespace lucarne {

/// The vectors that Softmax and LogSoftmax normalise: up to opset 12 all dimensions from the axis
/// on are one vector, and the axis is 1 by default; since opset 13 only the axis itself is, by
/// default the last. throws: Error, by the node, where items would be mixed
AxisVectors softmax_vectors(NodeReader& node);

}  // namespace lucarne
