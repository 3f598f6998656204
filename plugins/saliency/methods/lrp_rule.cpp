// SPDX-License-Identifier: MIT
#include "saliency/methods/lrp_rule.hpp"

#include "saliency/methods/item_inputs.hpp"
#include "saliency/methods/linear_operators.hpp"
#include "saliency/methods/standardised_rows.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::saliency {
namespace {

// A product or quotient is linear in one tensor of the items only.
bool is_scaling(const NodeView& node) {
  const std::string& op = node.layer().op;
  if (op == "Mul" || op == "MatMul") return count_item_inputs(node) == 1;
  return op == "Div" && node.input(0) != nullptr && node.input(1) == nullptr;
}

bool is_sum(const NodeView& node) {
  const std::string& op = node.layer().op;
  return is_scaling(node) || (op != "MatMul" && is_linear(op));
}

bool is_average(const std::string& op) {
  return op == "AveragePool" || op == "GlobalAveragePool" || op == "ReduceMean";
}

// Relevance ends here.
void set_zero(const NodeView& node, std::span<arma::fmat* const> at_inputs) {
  for (std::size_t i = 0; i < at_inputs.size(); ++i) {
    if (at_inputs[i] != nullptr) at_inputs[i]->zeros(arma::size(*node.input(i)));
  }
}

}  // namespace

RelevanceRule::RelevanceRule(const Model& model, RelevancePlan plan, const std::string& explained)
    : plan_(std::move(plan)), gates_(model, explained) {
  for (const Layer& layer : model.layers()) {
    const auto rule = plan_.layers.find(layer.name);
    if (rule == plan_.layers.end()) continue;
    layers_.emplace(layer.name, RelevanceLayer(model, layer, rule->second));
    if (layer.op == "MatMul" && layer.weighted && !model.biases(layer.name).is_empty()) {
      biased_later_.insert(layer.tensor);
    }
  }
}

bool RelevanceRule::is_later_bias(const NodeView& node) const {
  if (node.layer().op != "Add" || count_item_inputs(node) != 1) return false;
  const std::size_t item = node.input(0) != nullptr ? 0 : 1;
  return biased_later_.contains(std::string(node.input_name(item)));
}

ReverseRule::Step RelevanceRule::step(const NodeView& node, const std::vector<bool>&) const {
  const std::string& op = node.layer().op;
  if (gates_.only_gates(node.layer().name)) {
    return node.n_outputs() == 1 ? Step::own : Step::gradient;
  }
  if (layers_.contains(node.layer().name)) return Step::own;
  if (op == "Relu" && plan_.stop_at_relu) return Step::gradient;
  if (is_later_bias(node) || only_moves(op) || takes_extremum(op)) return Step::gradient;
  if (is_average(op) && plan_.average_by_gradient) return Step::gradient;
  if (op == "Where" && node.input(0) == nullptr) return Step::gradient;
  if (is_activation(op) || is_sum(node) || is_standardisation(node)) return Step::own;
  if (gates_.gate_of(node.layer().name) >= 0) return Step::own;
  throw ParameterError("method",
                       fmt::format("lrp has no rule for node '{}' ({}); choose a method of plain "
                                   "gradients, as integrated-gradients",
                                   node.layer().name, op));
}

void RelevanceRule::reverse(const NodeView& node, const arma::fmat& at_output,
                            std::span<arma::fmat* const> at_inputs) const {
  if (gates_.only_gates(node.layer().name)) return set_zero(node, at_inputs);
  const auto layer = layers_.find(node.layer().name);
  if (layer != layers_.end()) return layer->second.reverse(node, at_output, *at_inputs[0]);
  if (is_activation(node.layer().op)) {
    *at_inputs[0] = at_output;
    return;
  }
  if (is_standardisation(node)) {
    return relevance_of_rows(node.standardised(), *node.input(0), node.output(), at_output,
                             plan_.epsilon, *at_inputs[0]);
  }
  std::vector<arma::fmat*> signals(at_inputs.begin(), at_inputs.end());
  if (const int gate = gates_.gate_of(node.layer().name); gate >= 0) {
    set_zero(node, at_inputs);
    signals[static_cast<std::size_t>(gate)] = nullptr;
    if (std::ranges::all_of(signals, [](const arma::fmat* one) { return one == nullptr; })) return;
  }
  through_linear(node, at_output, plan_.epsilon, signals);
}

}  // namespace lucarne::saliency
