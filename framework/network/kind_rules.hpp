// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// What a node's data are, of which some depends on the items.
/// throws: Error, by the node, where its operator does not compute with them
ElementKind data_kind(const NodeReader& node, const OperatorEntry& entry);

/// What an output of the operator is.
ElementKind output_kind(const OperatorEntry& entry, ElementKind data, const Operator& computation,
                        std::size_t output);

/// throws: Error where a constant is infinite and the operator computes weighted sums of it
void require_no_infinite_weights(const std::vector<NodeReader::Input>& inputs,
                                 const OperatorEntry& entry);

}  // namespace lucarne
