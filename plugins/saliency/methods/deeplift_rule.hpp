// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/reverse_rule.hpp>

namespace lucarne::saliency {

/// DeepLIFT's multipliers: at each node the difference of its output from the baseline's is shared
/// out over the differences of its inputs. Complete for every node that it has a rule for: linear
/// nodes the gradient; element by element the ratio of the differences; of the largest of several
/// as in shap; products and quotients of two tensors the mean of both orders of change; softmax as
/// exp, sum and quotient; normalisation of an item's own rows as mean, square, root and quotient.
/// source: Shrikumar, Greenside, Kundaje 2017, arXiv:1704.02685, section 3.5.1; for the largest of
/// several inputs Lundberg, Lee 2017, arXiv:1705.07874, section 4.2
class DeepliftRule final : public ReverseRule {
 public:
  /// `baselines` is a forward pass of the same network over one baseline for all items, or one for
  /// each, and outlives the rule. `captum`: its softmax, which is not complete.
  explicit DeepliftRule(const Pass& baselines, bool captum = false)
      : baselines_(baselines), captum_(captum) {}

  Step step(const NodeView& node, const std::vector<bool>& wanted) const override;
  void reverse(const NodeView& node, const arma::fmat& at_output,
               std::span<arma::fmat* const> at_inputs) const override;

 private:
  const Pass& baselines_;
  bool captum_;
};

/// Multipliers of a softmax's inputs x from those of its outputs; the baseline's `x0` has one
/// column, or one for each item.
void through_softmax(const NodeView::Vectors& vectors, const arma::fmat& x, const arma::fmat& x0,
                     const arma::fmat& at_output, bool captum, arma::fmat& at_input);

}  // namespace lucarne::saliency
