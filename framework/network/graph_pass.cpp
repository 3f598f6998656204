// SPDX-License-Identifier: MIT
#include "network/graph_pass.hpp"

#include "network/whole_numbers.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {

GraphPass::GraphPass(const Network::Graph& graph) : GraphPass(graph, plan_all(graph)) {
  find_pooled();
}

GraphPass::GraphPass(const Network::Graph& graph, const std::vector<TensorId>& kept)
    : GraphPass(graph, plan_kept(graph, kept)) {
  kept_.assign(graph.tensors.size(), false);
  for (const TensorId id : kept) kept_[id] = true;
  find_pooled();
}

GraphPass::GraphPass(const Network::Graph& graph, ForwardPlan plan)
    : graph_(graph),
      memory_(plan.n_slots),
      slots_(std::move(plan.slots)),
      values_(graph.tensors.size()),
      computed_(std::move(plan.computed)),
      gradients_(graph.tensors.size()),
      sums_(graph.tensors.size()) {
  wire();
}

void GraphPass::forward(const arma::fmat& inputs) {
  const Shape& shape = graph_.tensors[0].shape;
  if (inputs.n_rows != n_elements(shape)) {
    throw Error(fmt::format("items have {} features, the network's input '{}' takes {} ({})",
                            inputs.n_rows, graph_.tensors[0].name, n_elements(shape),
                            to_string(shape)));
  }
  require_kind(inputs, graph_.tensors[0].kind, fmt::format("input '{}'", graph_.tensors[0].name));
  if (!replaced_.empty()) {
    replaced_.clear();
    wire();
  }
  for (Pooled& pooled : pooled_) choose(pooled);
  *values_[0] = inputs;
  for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
    if (computed_[i]) step(i, inputs.n_cols);
  }
  ran_ = true;
}

void GraphPass::compute(std::size_t number, arma::uword n_items) const {
  const Network::Graph::Node& node = graph_.nodes[number];
  if (node.computation->keeps_elements()) return;
  const Wiring& wiring = wiring_[number];
  for (std::size_t output = 0; output < node.outputs.size(); ++output) {
    const TensorId id = node.outputs[output];
    if (id == no_tensor) continue;
    wiring.outputs[output]->set_size(n_elements(graph_.tensors[id].shape), n_items);
  }
  node.computation->forward({wiring.inputs, wiring.outputs, &scratch_});
}

const arma::fmat& GraphPass::tensor(std::string_view name) const {
  const TensorId id = graph_.find(name);
  require_forward();
  if (!kept_.empty() && !kept_[id]) {
    throw Error(fmt::format("this pass does not keep '{}'; name it when the pass is made", name));
  }
  store_if_between(id);
  return *values_[id];
}

arma::fmat GraphPass::gradient(std::string_view of, const arma::fmat& seed, std::string_view to) {
  return traverse(of, seed, to, nullptr);
}

arma::fmat GraphPass::propagate(std::string_view of, const arma::fmat& seed, std::string_view to,
                                const ReverseRule& rule) {
  return traverse(of, seed, to, &rule);
}

arma::fmat GraphPass::traverse(std::string_view of, const arma::fmat& seed, std::string_view to,
                               const ReverseRule* rule) {
  const TensorId goal = graph_.find(of);
  const TensorId start = graph_.find(to);
  require_forward();
  if (!kept_.empty()) throw Error("this pass keeps no tensors for gradients; make a full one");
  store_if_between(goal);
  store_if_between(start);
  if (seed.n_rows != values_[goal]->n_rows || seed.n_cols != values_[goal]->n_cols) {
    throw Error(fmt::format("seed of {} x {} given, '{}' is {} x {}", seed.n_rows, seed.n_cols, of,
                            values_[goal]->n_rows, values_[goal]->n_cols));
  }
  if (goal == start) return seed;
  const ReversePlan& nodes = plan(goal, start);
  for (const ReverseNode& node : nodes) {
    if (node.pooled == none || (node.with_all && rule == nullptr)) continue;
    store_between(pooled_[node.pooled]);
  }
  const std::vector<bool> own =
      rule == nullptr ? std::vector<bool>(nodes.size()) : own_steps(nodes, *rule);
  arma::fmat result(arma::size(*values_[start]), arma::fill::none);
  for (const ReverseNode& node : nodes) {
    for (const TensorId id : node.inputs) {
      if (id == no_tensor) continue;
      if (node.pooled != none && between(pooled_[node.pooled], id) &&
          reversed_at_once(node, rule)) {
        continue;
      }
      arma::fmat& sum = id == start ? result : gradients_[id];
      sum.set_size(values_[id]->n_rows, values_[id]->n_cols);
      sums_[id].begin(sum);
    }
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (reversed_at_once(nodes[i], rule)) {
      if (nodes[i].node == pooled_[nodes[i].pooled].of->convolution) {
        reverse_pooled(nodes[i], seed, goal);
      }
    } else if (own[i]) {
      reverse_by(*rule, nodes[i], seed, goal);
    } else if (rule != nullptr || !nodes[i].taken_along) {
      reverse(nodes[i], seed, goal, rule == nullptr);
    }
  }
  sums_[start].cleared();  // zero where no node had anything to add
  return result;
}

const arma::fmat* GraphPass::at_output(TensorId id, const arma::fmat& seed, TensorId of) {
  if (id == of) return &seed;
  // cleared() gives zeros where no reader had anything to add.
  return id == no_tensor ? nullptr : &sums_[id].cleared();
}

void GraphPass::reverse(const ReverseNode& step, const arma::fmat& seed, TensorId of, bool joins) {
  std::vector<const arma::fmat*> output_gradients;
  for (const TensorId id : step.outputs) output_gradients.push_back(at_output(id, seed, of));
  std::vector<GradientSum*> input_gradients;
  for (const TensorId id : step.inputs) {
    input_gradients.push_back(id == no_tensor ? nullptr : &sums_[id]);
  }
  const Wiring& wiring = wiring_[step.node];
  const bool through_relu = joins && step.through_relu != no_tensor;
  if (through_relu) input_gradients[0] = &sums_[step.through_relu];
  graph_.nodes[step.node].computation->reverse({wiring.inputs, wiring.const_outputs,
                                                output_gradients, input_gradients, &scratch_,
                                                through_relu});
}

const GraphPass::ReversePlan& GraphPass::plan(TensorId of, TensorId to) {
  std::vector<TensorId> replaced;
  for (const auto& [id, values] : replaced_) replaced.push_back(id);
  if (planned_without_ != replaced) {
    planned_without_ = std::move(replaced);
    plans_.clear();
  }
  const auto key = std::make_pair(of, to);
  auto found = plans_.find(key);
  if (found == plans_.end()) found = plans_.emplace(key, make_plan(of, to)).first;
  return found->second;
}

GraphPass::ReversePlan GraphPass::make_plan(TensorId of, TensorId to) const {
  // A node takes part where it can be reached from `to` and leads to `of`.
  std::vector<bool> reached(graph_.tensors.size());
  reached[to] = true;
  for (const Network::Graph::Node& node : graph_.nodes) {
    const bool any = std::ranges::any_of(
        node.inputs, [&](TensorId id) { return id != no_tensor && reached[id]; });
    for (const TensorId id : node.outputs) {
      if (any && id != no_tensor && !replaced_.contains(id)) reached[id] = true;
    }
  }
  if (!reached[of]) {
    throw Error(fmt::format("'{}' does not depend on '{}'; there is no gradient between them",
                            graph_.tensors[of].name, graph_.tensors[to].name));
  }
  std::vector<bool> leads(graph_.tensors.size());
  leads[of] = true;
  std::size_t end = graph_.nodes.size();  // the first node through which no gradient goes
  ReversePlan plan;
  for (std::size_t i = graph_.nodes.size(); i-- > 0;) {
    const Network::Graph::Node& node = graph_.nodes[i];
    ReverseNode step{.node = i, .inputs = node.inputs, .outputs = node.outputs};
    bool wanted = false;
    for (TensorId& id : step.outputs) {
      if (id == no_tensor || !leads[id] || id == to) id = no_tensor;
      wanted = wanted || id != no_tensor;
    }
    bool leads_back = false;
    for (std::size_t input = 0; input < step.inputs.size(); ++input) {
      TensorId& id = step.inputs[input];
      if (id == no_tensor || !reached[id]) {
        id = no_tensor;
      } else if (!node.computation->takes_gradient(input) ||
                 graph_.tensors[id].kind != ElementKind::floats) {
        if (wanted) end = std::min(end, i);
        id = no_tensor;
      }
      leads_back = leads_back || id != no_tensor;
    }
    if (!wanted || !leads_back) continue;
    if (!node.computation->differentiable()) refuse_gradient(i, of, to);
    for (const TensorId id : step.inputs) {
      if (id != no_tensor) leads[id] = true;
    }
    plan.push_back(std::move(step));
  }
  if (!leads[to]) refuse_gradient(end, of, to);
  join_relus(plan, of);
  join_pooled(plan, of, to);
  return plan;
}

// A gradient that only one step adds to, before a Relu takes part of it away, need not be stored.
void GraphPass::join_relus(ReversePlan& plan, TensorId of) const {
  for (ReverseNode& step : plan) {
    if (!graph_.nodes[step.node].computation->pools_quads()) continue;
    const TensorId between = step.inputs[0];
    const auto relu = std::ranges::find_if(plan, [&](const ReverseNode& other) {
      return graph_.nodes[other.node].spec.op == "Relu" && other.outputs[0] == between;
    });
    const auto readers = std::ranges::count_if(plan, [&](const ReverseNode& other) {
      return std::ranges::count(other.inputs, between) > 0;
    });
    if (relu == plan.end() || readers > 1 || between == of) continue;
    step.through_relu = relu->inputs[0];
    relu->taken_along = true;
  }
}

void GraphPass::refuse_gradient(std::size_t node, TensorId of, TensorId to) const {
  throw Error(fmt::format("node '{}' ({}) between '{}' and '{}' has no gradient",
                          graph_.layers[node].name, graph_.nodes[node].spec.op,
                          graph_.tensors[to].name, graph_.tensors[of].name));
}

arma::uword GraphPass::n_elements_held() const {
  arma::uword sum = 0;
  for (const arma::fmat& matrix : memory_) sum += std::max(matrix.n_elem, matrix.n_alloc);
  return sum;
}

void GraphPass::require_forward() const {
  if (!ran_) throw Error("no forward pass has been made yet; call forward() first");
}

}  // namespace lucarne
