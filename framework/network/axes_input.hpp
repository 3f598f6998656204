// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/node_reader.hpp"

#include <optional>

namespace lucarne {

/// The list of axes that an operator has as its attribute 'axes' up to the opset before `since`,
/// and as an input from then on. Nothing where it has none. throws: Error, by the node, where it is
/// of another type or depends on the items
std::optional<std::vector<std::int64_t>> read_axes(NodeReader& node, int since, std::size_t input);

}  // namespace lucarne
