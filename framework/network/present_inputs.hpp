// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <list>

namespace lucarne {

/// Shapes and constants that were made for an operator to see. References into them stay valid.
struct PresentedValues {
  std::list<Shape> shapes;
  std::list<Constant> constants;
};

/// Turns a node's inputs into what an operator of that rule is to see.
///
/// Where the file fixes the number of items at one, the batch is an axis of size 1 like any other:
/// operators that can, see it as part of the item, since each item is a batch of one.
///
/// Returns where the batch stands in the outputs unless the operator says otherwise.
/// throws: Error, by the node, where the operator cannot work with such a batch
BatchPlace present_inputs(const NodeReader& node, const OperatorEntry& entry,
                          std::vector<NodeReader::Input>& inputs, PresentedValues& values);

}  // namespace lucarne
