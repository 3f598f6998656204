// SPDX-License-Identifier: MIT
#include "saliency/methods/lrp_rule.hpp"

#include "saliency/methods/item_inputs.hpp"
#include "saliency/methods/linear_operators.hpp"
#include "saliency/methods/standardised_rows.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

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

}  // namespace

RelevanceRule::RelevanceRule(const Model& model, RelevancePlan plan) : plan_(std::move(plan)) {
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
  if (layers_.contains(node.layer().name)) return Step::own;
  if (op == "Relu" && plan_.stop_at_relu) return Step::gradient;
  if (is_later_bias(node) || only_moves(op) || takes_extremum(op)) return Step::gradient;
  if (is_average(op) && plan_.average_by_gradient) return Step::gradient;
  if (op == "Where" && node.input(0) == nullptr) return Step::gradient;
  if (is_activation(op) || is_sum(node) || is_standardisation(node)) return Step::own;
  throw ParameterError("method",
                       fmt::format("lrp has no rule for node '{}' ({}); choose a method of plain "
                                   "gradients, as integrated-gradients",
                                   node.layer().name, op));
}

void RelevanceRule::reverse(const NodeView& node, const arma::fmat& at_output,
                            std::span<arma::fmat* const> at_inputs) const {
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
  through_linear(node, at_output, plan_.epsilon, at_inputs);
}

}  // namespace lucarne::saliency
