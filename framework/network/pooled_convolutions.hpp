// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph.hpp"

namespace lucarne {

/// So many passes that store in vain, and later ones do not store.
inline constexpr unsigned in_vain = 4;

/// Fills pooled_convolutions of a graph that is otherwise complete.
void find_pooled_convolutions(Network::Graph& graph);

}  // namespace lucarne
