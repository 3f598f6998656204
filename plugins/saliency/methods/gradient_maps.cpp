// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"

namespace lucarne::saliency {

Explanation explain_saliency(const Question& question, const Settings& settings) {
  Explanation explanation;
  explanation.attributions = gradients_at_items(question);
  if (settings.sign != "signed") explanation.attributions = arma::abs(explanation.attributions);
  return explanation;
}

Explanation explain_input_x_gradient(const Question& question, const Settings&) {
  Explanation explanation;
  explanation.attributions = question.inputs % gradients_at_items(question);
  return explanation;
}

}  // namespace lucarne::saliency
