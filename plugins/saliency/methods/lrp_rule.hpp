// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/gates.hpp"
#include "saliency/methods/lrp_layer.hpp"
#include "saliency/methods/settings.hpp"

#include <map>
#include <set>

namespace lucarne::saliency {

/// What a composite says of every layer.
struct RelevancePlan {
  std::map<std::string, LayerRule> layers;  ///< of weights, by name
  double epsilon = 1e-6;                    ///< of sums, means and average pooling
  bool average_by_gradient = false;         ///< average pooling shares alike, as DeepTaylor has it
  bool stop_at_relu = false;  ///< units that are off stop relevance, as in excitation backprop
};

/// The rule of each layer by `lrp_rule`, `lrp_first` and `lrp_layers`.
/// throws: ParameterError naming a layer or rule that there is not
RelevancePlan relevance_plan(const Model& model, const Settings& settings);

/// Layer-wise relevance propagation: layers of weights by their rules, other sums by epsilon,
/// activation functions pass relevance on, of several the largest takes all. Nodes that only move
/// elements move relevance; normalisation of an item's own rows is linear at its deviations; of a
/// product the signal takes all, the gate nothing. Seeded with what is explained, at any tensor.
/// source: Bach et al. 2015, "On pixel-wise explanations for non-linear classifier decisions by
/// layer-wise relevance propagation"; for gates Arras et al. 2019, arXiv:1909.12114; for attention
/// and its normalisation Ali et al. 2022, arXiv:2202.07304
class RelevanceRule final : public ReverseRule {
 public:
  /// `explained`: name of the tensor that relevance starts from
  RelevanceRule(const Model& model, RelevancePlan plan, const std::string& explained);

  Step step(const NodeView& node, const std::vector<bool>& wanted) const override;
  void reverse(const NodeView& node, const arma::fmat& at_output,
               std::span<arma::fmat* const> at_inputs) const override;

 private:
  bool is_later_bias(const NodeView& node) const;

  RelevancePlan plan_;
  Gates gates_;
  std::map<std::string, RelevanceLayer> layers_;
  std::set<std::string> biased_later_;  // tensors of MatMul that only wait for their bias
};

}  // namespace lucarne::saliency
