// SPDX-License-Identifier: MIT
#include "saliency/methods/item_blocks.hpp"
#include "saliency/methods/lrp_rule.hpp"

#include <lucarne/error.hpp>

namespace lucarne::saliency {

/// source: Bach et al. 2015, "On pixel-wise explanations for non-linear classifier decisions by
/// layer-wise relevance propagation"; rules after Montavon et al. 2019, "Layer-wise relevance
/// propagation: an overview"
Explanation explain_lrp(const Question& question, const Settings& settings) {
  if (question.output == Output::probability) {
    throw ParameterError("output",
                         "lrp explains logits: relevance has no rule for a softmax; choose "
                         "'output: logit'");
  }
  // captum has the epsilon rule for a normalisation of its own.
  const std::unique_ptr<Model> merged =
      settings.compat == "captum" ? nullptr : question.model.with_merged_normalization();
  const Model& model = merged == nullptr ? question.model : *merged;
  const RelevanceRule rule(model, relevance_plan(model, settings));
  Explanation explanation;
  explanation.attributions.set_size(question.n_features(), question.n_items());
  for_each_item_block(question, model, 1, [&](const ItemBlock& block, auto passes) {
    Pass& pass = *passes.front();
    pass.forward(block.inputs);
    const arma::fmat& logits = pass.tensor(model.logits());
    arma::fmat seed = one_hot(block.classes, logits.n_rows);
    // zennit's seed is what its caller passes, mostly 1.
    if (settings.compat != "zennit") seed %= logits;
    explanation.attributions.cols(block.first, block.first + block.inputs.n_cols - 1) =
        pass.propagate(model.logits(), seed, model.input_name(), rule);
  });
  return explanation;
}

}  // namespace lucarne::saliency
