// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph.hpp"

#include <optional>

namespace lucarne {

/// The graph with each BatchNormalization merged into the linear node beside it, as
/// Model::with_merged_normalization() says; nothing where none can be.
std::optional<GraphSpec> merge_normalization(const Network::Graph& graph);

}  // namespace lucarne
