// SPDX-License-Identifier: MIT
#include "saliency/methods/chain.hpp"
#include "saliency/methods/evaluate.hpp"

#include <lucarne/error.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

// Below this difference of a unit's input the ratio of differences is the derivative.
constexpr float smallest_difference = 1e-10F;

/// Passes over the items and over their baselines, side by side.
struct TwoPasses {
  Pass& items;
  Pass& baselines;
};

arma::fmat rescaled(const ChainStep& step, const arma::fmat& multiplier, const TwoPasses& passes) {
  const arma::fmat in = passes.items.tensor(step.before) - passes.baselines.tensor(step.before);
  const arma::fmat out = passes.items.tensor(step.after) - passes.baselines.tensor(step.after);
  arma::fmat result = passes.items.gradient(step.after, multiplier, step.before);
  for (arma::uword i = 0; i < result.n_elem; ++i) {
    if (std::abs(in(i)) >= smallest_difference) result(i) = multiplier(i) * out(i) / in(i);
  }
  return result;
}

// The output's difference goes to the largest inputs of the item and of the baseline.
arma::fmat pooled(const ChainStep& step, const arma::fmat& multiplier, const TwoPasses& passes) {
  const arma::fmat in = passes.items.tensor(step.before) - passes.baselines.tensor(step.before);
  const arma::fmat& y = passes.items.tensor(step.after);
  const arma::fmat& y_baseline = passes.baselines.tensor(step.after);
  const arma::fmat larger = arma::max(y, y_baseline);
  const arma::fmat to_item = multiplier % (larger - y_baseline);
  const arma::fmat to_baseline = multiplier % (y - larger);
  arma::fmat result = passes.items.gradient(step.after, to_item, step.before) +
                      passes.baselines.gradient(step.after, to_baseline, step.before);
  for (arma::uword i = 0; i < result.n_elem; ++i) {
    result(i) = std::abs(in(i)) >= smallest_difference ? result(i) / in(i) : 0.0F;
  }
  return result;
}

// shape: features x items of the block, for one row of the baselines
arma::fmat contributions(const Question& block, const arma::fmat& baselines,
                         const std::vector<ChainStep>& steps, const TwoPasses& passes) {
  const Model& model = block.model;
  passes.items.forward(block.inputs);
  passes.baselines.forward(baselines);
  arma::fmat multiplier = output_seed(block, passes.items.tensor(model.logits()));
  std::string at = model.logits();
  for (std::size_t i = steps.size(); i-- > 0;) {
    const ChainStep& step = steps[i];
    if (at != step.after) multiplier = passes.items.gradient(at, multiplier, step.after);
    multiplier = step.op == "MaxPool" ? pooled(step, multiplier, passes)
                                      : rescaled(step, multiplier, passes);
    at = step.before;
  }
  if (at != model.input_name()) {
    multiplier = passes.items.gradient(at, multiplier, model.input_name());
  }
  return multiplier % (block.inputs - baselines);
}

}  // namespace

/// The Rescale rule; with several baselines the mean, which is DeepSHAP's.
/// source: Shrikumar, Greenside, Kundaje 2017, arXiv:1704.02685, section 3.5.1; for the largest of
/// several inputs Lundberg, Lee 2017, arXiv:1705.07874, section 4.2, as in shap
Explanation explain_deeplift(const Question& question, const Settings&) {
  if (question.output == Output::probability) {
    throw ParameterError("output",
                         "deeplift explains logits: its rule is not complete through a softmax; "
                         "choose 'output: logit'");
  }
  const std::vector<ChainStep> steps = chain_of(question, "deeplift");
  const arma::uword rows = question.baselines.rows();
  const arma::uword size = points_per_block(question.model);
  const arma::uword n_blocks = (question.n_items() + size - 1) / size;
  Explanation explanation;
  explanation.attributions.set_size(question.n_features(), question.n_items());
  question.workers.parallel_for(n_blocks, [&](arma::uword number) {
    const arma::uword first = number * size;
    const Question block = part_of(question, first, std::min(size, question.n_items() - first));
    const std::unique_ptr<Pass> items = question.model.start_pass();
    const std::unique_ptr<Pass> at_baselines = question.model.start_pass();
    arma::mat sum(question.n_features(), block.n_items(), arma::fill::zeros);
    arma::fmat baselines(question.n_features(), block.n_items());
    for (arma::uword row = 0; row < rows; ++row) {
      question.workers.stop_if_cancelled();
      for (arma::uword item = 0; item < block.n_items(); ++item) {
        std::copy_n(block.baselines.of(item, row), baselines.n_rows, baselines.colptr(item));
      }
      const arma::fmat one = contributions(block, baselines, steps, {*items, *at_baselines});
      sum += arma::conv_to<arma::mat>::from(one);
    }
    const arma::mat mean = sum / static_cast<double>(rows);
    explanation.attributions.cols(first, first + block.n_items() - 1) =
        arma::conv_to<arma::fmat>::from(mean);
  });
  set_residual(explanation, outputs(question) - baseline_outputs(question));
  return explanation;
}

}  // namespace lucarne::saliency
