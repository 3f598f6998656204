// SPDX-License-Identifier: MIT
#include "saliency/methods/item_blocks.hpp"
#include "saliency/methods/lrp_rule.hpp"

#include <lucarne/error.hpp>

#include <algorithm>

namespace lucarne::saliency {
namespace {

bool has_tensor(const Model& model, const std::string& name) {
  return name == model.input_name() || std::ranges::any_of(model.layers(), [&](const Layer& layer) {
           return layer.tensor == name;
         });
}

// nullptr where the network is explained as it is: captum has the epsilon rule for a normalisation
// of its own, and a tensor that is asked for may lie between a layer and its normalisation.
std::unique_ptr<Model> merged_model(const Question& question, const Settings& settings) {
  if (settings.compat == "captum") return nullptr;
  std::unique_ptr<Model> merged = question.model.with_merged_normalization();
  if (merged == nullptr || !has_tensor(*merged, explained_tensor(question)) ||
      !has_tensor(*merged, attributed_tensor(question))) {
    return nullptr;
  }
  return merged;
}

}  // namespace

/// source: Bach et al. 2015, "On pixel-wise explanations for non-linear classifier decisions by
/// layer-wise relevance propagation"; rules after Montavon et al. 2019, "Layer-wise relevance
/// propagation: an overview"
Explanation explain_lrp(const Question& question, const Settings& settings) {
  if (question.output == Output::probability) {
    throw ParameterError("output",
                         "lrp explains logits: relevance has no rule for a softmax; choose "
                         "'output: logit'");
  }
  const std::unique_ptr<Model> merged = merged_model(question, settings);
  const Model& model = merged == nullptr ? question.model : *merged;
  const std::string& of = explained_tensor(question);
  const RelevanceRule rule(model, relevance_plan(model, settings), of);
  Explanation explanation;
  explanation.attributions.set_size(question.n_features(), question.n_items());
  for_each_item_block(question, model, 1, [&](const ItemBlock& block, auto passes) {
    Pass& pass = *passes.front();
    forward_items(block, pass);
    const arma::fmat& explained = pass.tensor(of);
    arma::fmat seed = one_hot(block.classes, explained.n_rows);
    // zennit's seed is what its caller passes, mostly 1.
    if (settings.compat != "zennit") seed %= explained;
    explanation.attributions.cols(block.first, block.first + block.inputs.n_cols - 1) =
        pass.propagate(of, seed, attributed_tensor(question), rule);
  });
  return explanation;
}

}  // namespace lucarne::saliency
