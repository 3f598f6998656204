// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"

#include <cmath>

namespace lucarne::saliency {

// Block by block, while it lies in the cache.
Explanation explain_saliency(const Question& question, const Settings& settings) {
  const arma::uword n = question.n_features();
  const ChangeGradient magnitude = [n](const float*, float* gradient) {
    for (arma::uword i = 0; i < n; ++i) gradient[i] = std::abs(gradient[i]);
  };
  Explanation explanation;
  explanation.attributions =
      gradients_at_items(question, settings.sign == "signed" ? ChangeGradient{} : magnitude);
  return explanation;
}

Explanation explain_input_x_gradient(const Question& question, const Settings&) {
  const arma::uword n = question.n_features();
  Explanation explanation;
  explanation.attributions = gradients_at_items(question, [n](const float* input, float* gradient) {
    for (arma::uword i = 0; i < n; ++i) gradient[i] *= input[i];
  });
  return explanation;
}

}  // namespace lucarne::saliency
