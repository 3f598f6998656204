// SPDX-License-Identifier: MIT
#include "network/graph_pass.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {

void GraphPass::wire() {
  for (TensorId id = 0; id < values_.size(); ++id) values_[id] = &memory_[slots_[id]];
  for (auto& [id, values] : replaced_) values_[id] = &values;
  wiring_.resize(graph_.nodes.size());
  for (std::size_t i = 0; i < wiring_.size(); ++i) {
    const Network::Graph::Node& node = graph_.nodes[i];
    Wiring& wiring = wiring_[i];
    wiring = {};
    for (const TensorId id : node.inputs) {
      wiring.inputs.push_back(id == no_tensor ? nullptr : values_[id]);
    }
    if (node.computation->keeps_elements() && !replaced_.contains(node.outputs[0])) {
      values_[node.outputs[0]] = values_[node.inputs[0]];
    }
    for (const TensorId id : node.outputs) {
      // A replaced tensor's own node goes on writing where it wrote.
      arma::fmat* own = id == no_tensor || !replaced_.contains(id) ? nullptr : &memory_[slots_[id]];
      wiring.outputs.push_back(id == no_tensor || own != nullptr ? own : values_[id]);
    }
    wiring.const_outputs.assign(wiring.outputs.begin(), wiring.outputs.end());
  }
}

void GraphPass::forward_from(std::string_view name, const arma::fmat& values) {
  const TensorId start = graph_.find(name);
  require_forward();
  if (!kept_.empty()) throw Error("this pass keeps no tensors to go on from; make a full one");
  for (Pooled& pooled : pooled_) {
    if (!between(pooled, start)) continue;
    store_between(pooled);
    pooled.at_once = false;
  }
  const arma::fmat& own = *values_[start];
  if (values.n_rows != own.n_rows || values.n_cols != own.n_cols) {
    throw Error(fmt::format("values of {} x {} given, '{}' is {} x {}", values.n_rows,
                            values.n_cols, name, own.n_rows, own.n_cols));
  }
  const bool first_time = !replaced_.contains(start);
  replaced_[start] = values;
  if (first_time) wire();

  // Every node that reads what has changed; what has been put in by an earlier call stays.
  std::vector<bool> changed(values_.size());
  changed[start] = true;
  for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
    const Network::Graph::Node& node = graph_.nodes[i];
    const bool reads = std::ranges::any_of(
        node.inputs, [&](TensorId id) { return id != no_tensor && changed[id]; });
    if (!reads) continue;
    step(i, values.n_cols);
    for (const TensorId id : node.outputs) {
      if (id != no_tensor && !replaced_.contains(id)) changed[id] = true;
    }
  }
}

}  // namespace lucarne
