// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/reverse_rule.hpp>

namespace lucarne::saliency {

/// What a Relu does to the gradient that comes back to it; every other node has the ordinary one.
class RectifiedRule final : public ReverseRule {
 public:
  enum class Kind {
    guided,         ///< negative gradients are stopped, and those of units that are off
    deconvolution,  ///< negative gradients are stopped, whether the unit is on or off
    smooth,         ///< times sigmoid(beta x), x being the unit's input
  };
  explicit RectifiedRule(Kind kind, double beta = 10)
      : kind_(kind), beta_(static_cast<float>(beta)) {}

  Step step(const NodeView& node, const std::vector<bool>& wanted) const override;
  void reverse(const NodeView& node, const arma::fmat& at_output,
               std::span<arma::fmat* const> at_inputs) const override;

 private:
  Kind kind_;
  float beta_;
};

}  // namespace lucarne::saliency
