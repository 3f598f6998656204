// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/item_blocks.hpp"
#include "saliency/methods/rectified_rule.hpp"

#include <cmath>

namespace lucarne::saliency {
namespace {

Explanation rectified(const Question& question, const Settings& settings,
                      RectifiedRule::Kind kind) {
  const Model& model = question.model;
  const RectifiedRule rule(kind, settings.beta);
  Explanation explanation;
  explanation.attributions.set_size(question.n_features(), question.n_items());
  for_each_item_block(question, model, 1, [&](const ItemBlock& block, auto passes) {
    Pass& pass = *passes.front();
    forward_items(block, pass);
    const arma::fmat& logits = pass.tensor(explained_tensor(question));
    arma::fmat seed = output_seed(question, block.classes, logits);
    // innvestigate starts from the output's value in place of 1.
    if (settings.compat == "innvestigate") seed %= logits;
    explanation.attributions.cols(block.first, block.first + block.inputs.n_cols - 1) =
        pass.propagate(explained_tensor(question), seed, attributed_tensor(question), rule);
  });
  return explanation;
}

}  // namespace

ReverseRule::Step RectifiedRule::step(const NodeView& node, const std::vector<bool>&) const {
  return node.layer().op == "Relu" ? Step::own : Step::gradient;
}

void RectifiedRule::reverse(const NodeView& node, const arma::fmat& at_output,
                            std::span<arma::fmat* const> at_inputs) const {
  const arma::uword n = at_output.n_elem;
  const float* g = at_output.memptr();
  const float* x = node.input(0)->memptr();
  float* result = at_inputs[0]->memptr();
  if (kind_ == Kind::smooth) {
    for (arma::uword i = 0; i < n; ++i) result[i] = g[i] / (1.0F + std::exp(-beta_ * x[i]));
  } else if (kind_ == Kind::guided) {
    for (arma::uword i = 0; i < n; ++i) result[i] = g[i] > 0 && x[i] > 0 ? g[i] : 0.0F;
  } else {
    for (arma::uword i = 0; i < n; ++i) result[i] = g[i] > 0 ? g[i] : 0.0F;
  }
}

/// source: Springenberg et al. 2015, arXiv:1412.6806, section 3.4
Explanation explain_guided_backprop(const Question& question, const Settings& settings) {
  return rectified(question, settings, RectifiedRule::Kind::guided);
}

/// source: Zeiler, Fergus 2014, arXiv:1311.2901, section 2.1
Explanation explain_deconvolution(const Question& question, const Settings& settings) {
  return rectified(question, settings, RectifiedRule::Kind::deconvolution);
}

/// source: Dombrowski et al. 2019, arXiv:1906.07983, section 3
Explanation explain_beta_smooth(const Question& question, const Settings& settings) {
  return rectified(question, settings, RectifiedRule::Kind::smooth);
}

}  // namespace lucarne::saliency
