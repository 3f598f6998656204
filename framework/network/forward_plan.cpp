// SPDX-License-Identifier: MIT
#include "network/forward_plan.hpp"

#include <algorithm>

namespace lucarne {
namespace {

/// The tensor whose memory each shares because it is the same elements.
std::vector<TensorId> memory_owners(const Network::Graph& graph) {
  std::vector<TensorId> owners(graph.tensors.size());
  for (TensorId id = 0; id < owners.size(); ++id) owners[id] = id;
  for (const Network::Graph::Node& node : graph.nodes) {
    if (node.computation->keeps_elements()) owners[node.outputs[0]] = owners[node.inputs[0]];
  }
  return owners;
}

/// Slots that are free at a point of the pass, and how large each has become.
class Slots {
 public:
  std::size_t take(arma::uword elements) {
    // The smallest that is large enough, else the largest, which grows.
    auto best = free_.end();
    for (auto slot = free_.begin(); slot != free_.end(); ++slot) {
      if (best == free_.end() || better(sizes_[*slot], sizes_[*best], elements)) best = slot;
    }
    if (best == free_.end()) {
      sizes_.push_back(elements);
      return sizes_.size() - 1;
    }
    const std::size_t taken = *best;
    free_.erase(best);
    sizes_[taken] = std::max(sizes_[taken], elements);
    return taken;
  }
  void give_back(std::size_t slot) { free_.push_back(slot); }
  std::size_t count() const { return sizes_.size(); }

 private:
  static bool better(arma::uword size, arma::uword than, arma::uword wanted) {
    const bool fits = size >= wanted;
    if (fits != (than >= wanted)) return fits;
    return fits ? size < than : size > than;
  }

  std::vector<arma::uword> sizes_;
  std::vector<std::size_t> free_;
};

/// Nodes that lead to one of the tensors.
std::vector<bool> leading_nodes(const Network::Graph& graph, const std::vector<TensorId>& kept) {
  std::vector<bool> wanted(graph.tensors.size());
  for (const TensorId id : kept) wanted[id] = true;
  std::vector<bool> computed(graph.nodes.size());
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    const Network::Graph::Node& node = graph.nodes[i];
    computed[i] = std::ranges::any_of(node.outputs,
                                      [&](TensorId id) { return id != no_tensor && wanted[id]; });
    if (!computed[i]) continue;
    for (const TensorId id : node.inputs) {
      if (id != no_tensor) wanted[id] = true;
    }
  }
  return computed;
}

/// What each node reads where the tensors within pooled convolutions are left out: those are one
/// node at the place of the pooling.
std::vector<std::vector<TensorId>> read_tensors(const Network::Graph& graph,
                                                const std::vector<TensorId>& kept,
                                                std::vector<bool>& computed) {
  std::vector<std::vector<TensorId>> read;
  for (const Network::Graph::Node& node : graph.nodes) read.push_back(node.inputs);
  for (const Network::Graph::PooledConvolution& pooled : graph.pooled_convolutions) {
    const TensorId before = graph.nodes[pooled.convolution].outputs[0];
    const TensorId after = graph.nodes[pooled.relu].outputs[0];
    const bool wanted =
        std::ranges::any_of(kept, [&](TensorId id) { return id == before || id == after; });
    if (wanted || !computed[pooled.pooling]) continue;
    computed[pooled.convolution] = false;
    computed[pooled.relu] = false;
    read[pooled.pooling] = graph.nodes[pooled.convolution].inputs;
  }
  return read;
}

constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

}  // namespace

ForwardPlan plan_all(const Network::Graph& graph) {
  return {memory_owners(graph), graph.tensors.size(), std::vector<bool>(graph.nodes.size(), true)};
}

ForwardPlan plan_kept(const Network::Graph& graph, const std::vector<TensorId>& kept) {
  const std::vector<TensorId> owners = memory_owners(graph);
  ForwardPlan plan{.slots = std::vector<std::size_t>(owners.size()),
                   .computed = leading_nodes(graph, kept)};
  const auto read = read_tensors(graph, kept, plan.computed);
  // The node after which an owner's memory is free: its last reader, or the one that makes it.
  std::vector<std::size_t> last(owners.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!plan.computed[i]) continue;
    for (const std::vector<TensorId>* ids : {&read[i], &graph.nodes[i].outputs}) {
      for (const TensorId id : *ids) {
        if (id != no_tensor) last[owners[id]] = i;
      }
    }
  }
  for (const TensorId id : kept) last[owners[id]] = never;
  Slots slots;
  std::vector<bool> alive(owners.size());
  const auto begin = [&](TensorId owner) {
    plan.slots[owner] = slots.take(n_elements(graph.tensors[owner].shape));
    alive[owner] = true;
  };
  begin(0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!plan.computed[i]) continue;
    const Network::Graph::Node& node = graph.nodes[i];
    for (const TensorId id : node.outputs) {
      if (id != no_tensor && !alive[owners[id]]) begin(owners[id]);
    }
    for (const std::vector<TensorId>* ids : {&read[i], &node.outputs}) {
      for (const TensorId id : *ids) {
        if (id == no_tensor || last[owners[id]] != i || !alive[owners[id]]) continue;
        alive[owners[id]] = false;
        slots.give_back(plan.slots[owners[id]]);
      }
    }
  }
  for (TensorId id = 0; id < owners.size(); ++id) plan.slots[id] = plan.slots[owners[id]];
  plan.n_slots = slots.count();
  return plan;
}

}  // namespace lucarne
