// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph.hpp"

#include <vector>

namespace lucarne {

/// Which memory each tensor of a forward pass lies in, and which nodes are computed.
struct ForwardPlan {
  std::vector<std::size_t> slots;  ///< per tensor
  std::size_t n_slots = 0;
  std::vector<bool> computed;  ///< per node; of a pooled convolution at once, the pooling alone
};

/// Every tensor is computed and keeps its memory; only one that is another's elements in another
/// shape shares that one's.
ForwardPlan plan_all(const Network::Graph& graph);

/// Only what leads to the tensors `kept` is computed. Any other gives its memory to a later one
/// once its last reader has run: all memory together is near the largest that is alive at once.
ForwardPlan plan_kept(const Network::Graph& graph, const std::vector<TensorId>& kept);

}  // namespace lucarne
