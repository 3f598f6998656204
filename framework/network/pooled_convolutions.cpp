// SPDX-License-Identifier: MIT
#include "network/pooled_convolutions.hpp"

#include "network/windows/convolution.hpp"

#include <algorithm>

namespace lucarne {
namespace {

/// The only node that reads a tensor; the number of nodes where there are none or several.
std::size_t only_reader(const Network::Graph& graph, TensorId tensor) {
  const std::size_t none = graph.nodes.size();
  std::size_t found = none;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const auto count = std::ranges::count(graph.nodes[i].inputs, tensor);
    if (count == 0) continue;
    if (count > 1 || found != none) return none;
    found = i;
  }
  return found;
}

}  // namespace

void find_pooled_convolutions(Network::Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Convolution* convolution = graph.nodes[i].computation->convolution();
    if (convolution == nullptr || !convolution->pools_quads()) continue;
    const std::size_t relu = only_reader(graph, graph.nodes[i].outputs[0]);
    if (relu == graph.nodes.size() || graph.nodes[relu].spec.op != "Relu") continue;
    const std::size_t pooling = only_reader(graph, graph.nodes[relu].outputs[0]);
    if (pooling == graph.nodes.size() || !graph.nodes[pooling].computation->pools_quads()) continue;
    graph.pooled_convolutions.push_back(
        {convolution, i, relu, pooling, std::make_unique<std::atomic<unsigned>>(in_vain)});
  }
}

}  // namespace lucarne
