// SPDX-License-Identifier: MIT
#include "saliency/methods/chain.hpp"
#include "saliency/methods/evaluate.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

// The reverse pass of one block, with negative gradients stopped at every Relu. `guided`: those of
// units that were off as well.
arma::fmat rectified_gradient(const Question& block, const std::vector<ChainStep>& steps,
                              bool guided, Pass& pass) {
  const Model& model = block.model;
  pass.forward(block.inputs);
  arma::fmat gradient = output_seed(block, pass.tensor(model.logits()));
  std::string at = model.logits();
  for (std::size_t i = steps.size(); i-- > 0;) {
    const ChainStep& step = steps[i];
    if (step.op != "Relu") continue;
    if (at != step.after) gradient = pass.gradient(at, gradient, step.after);
    for (float& one : gradient) one = std::max(one, 0.0F);
    if (guided) {
      const arma::fmat& after = pass.tensor(step.after);
      for (arma::uword k = 0; k < gradient.n_elem; ++k) {
        if (!(after(k) > 0)) gradient(k) = 0;
      }
    }
    at = step.before;
  }
  return at == model.input_name() ? gradient : pass.gradient(at, gradient, model.input_name());
}

Explanation rectified(const Question& question, bool guided, const std::string& method) {
  const std::vector<ChainStep> steps = chain_of(question, method);
  const arma::uword size = points_per_block(question.model);
  const arma::uword n_blocks = (question.n_items() + size - 1) / size;
  Explanation explanation;
  explanation.attributions.set_size(question.n_features(), question.n_items());
  question.workers.parallel_for(n_blocks, [&](arma::uword number) {
    question.workers.stop_if_cancelled();
    const arma::uword first = number * size;
    const arma::uword count = std::min(size, question.n_items() - first);
    const std::unique_ptr<Pass> pass = question.model.start_pass();
    explanation.attributions.cols(first, first + count - 1) =
        rectified_gradient(part_of(question, first, count), steps, guided, *pass);
  });
  return explanation;
}

}  // namespace

/// source: Springenberg et al. 2015, arXiv:1412.6806, section 3.4
Explanation explain_guided_backprop(const Question& question, const Settings&) {
  return rectified(question, true, "guided-backprop");
}

/// source: Zeiler, Fergus 2014, arXiv:1311.2901, section 2.1
Explanation explain_deconvolution(const Question& question, const Settings&) {
  return rectified(question, false, "deconvolution");
}

}  // namespace lucarne::saliency
