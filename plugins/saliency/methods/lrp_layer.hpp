// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/reverse_rule.hpp>

#include <memory>
#include <vector>

namespace lucarne::saliency {

/// How relevance goes through one layer of weights.
struct LayerRule {
  enum class Kind {
    epsilon,     ///< in proportion to what the inputs contribute
    alpha_beta,  ///< what adds alpha times, what takes away beta times; z+ is 1 and 0
    gamma,       ///< what adds favoured
    z_box,       ///< for inputs between low and high
    w_square,    ///< in proportion to the squared weights
    flat,        ///< alike
    identity,    ///< unchanged, for as many outputs as inputs
    positive,    ///< captum's gamma and z+: changed weights, the inputs as they are
  };
  Kind kind = Kind::epsilon;
  double epsilon = 1e-6;  ///< added to denominators with their sign; 0: to denominators of 0 alone
  double gamma = 0.25;    ///< of `positive`: below 0 keeps the positive weights alone
  double alpha = 2;
  double beta = 1;
  bool bias = true;            ///< biases take their share
  std::vector<double> low{0};  ///< of z_box: one for all inputs, or one for each channel
  std::vector<double> high{1};
};

/// R / s(z) in place of z, s(z) = z + epsilon sign(z) with sign(0) = 1.
void divide_relevance(const arma::fmat& relevance, double epsilon, arma::fmat& z);

/// x R / s(z), where z is the sum that the node makes of all its inputs: the epsilon rule through
/// any linear node.
void through_linear(const NodeView& node, const arma::fmat& relevance, double epsilon,
                    std::span<arma::fmat* const> at_inputs);

/// A layer of constant weights and its rule, with the changed weights that it needs made once.
/// source: Montavon et al. 2019, "Layer-wise relevance propagation: an overview", table 1; inputs
/// of either sign as in zennit
class RelevanceLayer {
 public:
  /// throws: ParameterError where the rule wants weights that the layer does not have
  RelevanceLayer(const Model& model, const Layer& layer, LayerRule rule);

  void reverse(const NodeView& node, const arma::fmat& relevance, arma::fmat& at_input) const;

 private:
  arma::fmat output_of(const NodeView& node) const;
  void by_signs(const arma::fmat& x, const arma::fmat& relevance, const LinearMap& for_positive,
                const LinearMap& for_negative, arma::fmat& at_input) const;
  void by_alpha_beta(const arma::fmat& x, const arma::fmat& relevance, arma::fmat& at_input) const;
  void by_gamma(const NodeView& node, const arma::fmat& relevance, arma::fmat& at_input) const;
  void by_box(const arma::fmat& x, const arma::fmat& relevance, arma::fmat& at_input) const;
  void by_weights(const arma::fmat& x, const arma::fmat& relevance, arma::fmat& at_input) const;

  std::string name_;
  LayerRule rule_;
  arma::fvec later_biases_;  // those that an Add puts after the layer
  std::vector<std::unique_ptr<LinearMap>> maps_;
};

}  // namespace lucarne::saliency
