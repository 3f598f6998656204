// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// Over which axes of an item a Reduce operator goes, and what is left.
struct ReducedAxes {
  /// Reads the axes, from an attribute or, from opset `input_since` on, from input 2, and keepdims.
  /// throws: Error where they are not axes of the item
  ReducedAxes(NodeReader& node, int input_since);

  Shape input;
  Shape kept;         ///< the item's shape with 1 for each reduced axis
  Shape result;       ///< likewise, or without them
  BatchPlace batch;   ///< in the result
  bool none = false;  ///< noop_with_empty_axes: nothing is reduced
};

}  // namespace lucarne
