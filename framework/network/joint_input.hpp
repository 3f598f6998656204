// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph.hpp"

namespace lucarne {

/// The name of the tensor that holds all inputs of a network one after the other: "inputs", or a
/// longer one where a tensor of the network is called so.
std::string joint_input_name(const GraphSpec& spec);

/// The node that takes one input out of them, from the item's element `offset` on. Its operator is
/// "Input", or "IntegerInput" where whole numbers are wanted; layers() has these nodes first, so
/// that plugins know the inputs. The forward step
/// throws an Error where its elements are not of the input's kind.
Network::Graph::Node input_node(const GraphInput& input, arma::uword offset);

/// Whether the network is fed this node's output: no node of the file.
bool is_input_node(const Network::Graph::Node& node);

}  // namespace lucarne
