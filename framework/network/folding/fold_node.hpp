// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <optional>

namespace lucarne {

/// The most elements of a folded constant whose inputs are smaller: 64 MiB.
inline constexpr arma::uword largest_folded = arma::uword{1} << 24U;

/// The values of a node's outputs where they can be known before the network runs; nothing where
/// they depend on the items.
///
/// Floats are computed by the operator itself, with the constants as tensors of one column; so are
/// integers that it only moves, by moving their numbers. What remains is arithmetic on integers
/// (fold_integers).
/// throws: Error, by the node, where the operator cannot be one of constants
std::optional<std::vector<Constant>> fold_node(const NodeSpec& spec, const OperatorEntry& entry,
                                               const std::vector<NodeReader::Input>& inputs,
                                               int opset);

/// The value of an operator that computes with integers or booleans; nothing where the operator or
/// its inputs are not such. requires: all inputs are constants
std::optional<Constant> fold_integers(const OperatorEntry& entry, NodeReader& node);

}  // namespace lucarne
