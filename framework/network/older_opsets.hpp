// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/node_reader.hpp"

#include <list>
#include <vector>

namespace lucarne {

/// Says a node of opset 1 to 6 as opset 7 says it, which the operators read: broadcasting without
/// its attributes, a constant operand that is aligned at an axis with the sizes of 1 that this
/// means, and without what only told how to store results. What `node` is saved as stays as it was:
/// this is a copy. `made` keeps the constants that it makes.
/// throws: Error where the node trains, or aligns a tensor of the items at an axis
void as_in_opset_7(NodeSpec& node, std::vector<NodeReader::Input>& inputs, int opset,
                   std::list<Constant>& made);

}  // namespace lucarne
