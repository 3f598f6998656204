// SPDX-License-Identifier: MIT
#include "saliency/methods/deeplift_rule.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/item_blocks.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

/// Multipliers at the logits: of one logit 1 at the class, of a probability those of a softmax.
arma::fmat seed_of(const Question& question, const ItemBlock& block, const arma::fmat& logits,
                   const arma::fmat& at_baseline, bool captum) {
  arma::fmat seed = one_hot(block.classes, logits.n_rows);
  if (question.output == Output::logit) return seed;
  arma::fmat through;
  through_softmax({1, logits.n_rows, 1}, logits, at_baseline, seed, captum, through);
  return through;
}

// The baselines of a block: one column for all items, or one for each.
arma::fmat baselines_of(const Question& question, const ItemBlock& block, arma::uword row) {
  const arma::fmat& columns = question.baselines.columns;
  if (!question.baselines.one_each) return columns.col(row);
  return columns.cols(block.first, block.first + block.inputs.n_cols - 1);
}

void times_difference(const arma::fmat& inputs, const arma::fmat& baselines,
                      arma::fmat& multipliers) {
  for (arma::uword item = 0; item < inputs.n_cols; ++item) {
    const float* x = inputs.colptr(item);
    const float* x0 = baselines.colptr(baselines.n_cols == 1 ? 0 : item);
    float* m = multipliers.colptr(item);
    for (arma::uword i = 0; i < inputs.n_rows; ++i) m[i] *= x[i] - x0[i];
  }
}

}  // namespace

/// With several baselines the mean, which is DeepSHAP's.
/// source: Shrikumar, Greenside, Kundaje 2017, arXiv:1704.02685, section 3.5.1; of several
/// baselines Lundberg, Lee 2017, arXiv:1705.07874, section 4.2
Explanation explain_deeplift(const Question& question, const Settings& settings) {
  const Model& model = question.model;
  const bool captum = settings.compat == "captum";
  const arma::uword rows = question.baselines.rows();
  const std::string& explained = explained_tensor(question);
  Explanation explanation;
  explanation.attributions.set_size(question.n_features(), question.n_items());
  arma::vec difference(question.n_items());
  for_each_item_block(question, model, 2, [&](const ItemBlock& block, auto passes) {
    Pass& items = *passes[0];
    Pass& at_baselines = *passes[1];
    const DeepliftRule rule(at_baselines, captum);
    forward_items(block, items);
    const arma::fmat& logits = items.tensor(explained);
    const arma::uword last = block.first + block.inputs.n_cols - 1;
    arma::vec fall = outputs_of(question, block.classes, logits);
    arma::mat sum;
    for (arma::uword row = 0; row < rows; ++row) {
      question.workers.stop_if_cancelled();
      const arma::fmat baselines = baselines_of(question, block, row);
      forward_points(question, block, baselines, at_baselines);
      const arma::fmat& from = at_baselines.tensor(explained);
      const arma::fmat seed = seed_of(question, block, logits, from, captum);
      arma::fmat one = items.propagate(explained, seed, attributed_tensor(question), rule);
      if (settings.multiply_by_inputs) times_difference(block.inputs, baselines, one);
      const arma::vec lower = outputs_of(question, block.classes, from);
      fall -= lower / static_cast<double>(rows);
      if (rows == 1) {
        explanation.attributions.cols(block.first, last) = one;
      } else {
        if (row == 0) sum.zeros(arma::size(one));
        sum += arma::conv_to<arma::mat>::from(one);
      }
    }
    if (rows > 1) {
      const arma::mat mean = sum / static_cast<double>(rows);
      explanation.attributions.cols(block.first, last) = arma::conv_to<arma::fmat>::from(mean);
    }
    difference.subvec(block.first, last) = fall;
  });
  if (settings.multiply_by_inputs) set_residual(explanation, std::move(difference));
  return explanation;
}

}  // namespace lucarne::saliency
