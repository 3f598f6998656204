// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

arma::mat plain_gradients(const Question& question) {
  const arma::uword n = question.n_features();
  return gradient_sums(
      question, 1,
      [&](arma::uword item, arma::uword, float* input) {
        std::copy_n(question.inputs.colptr(item), n, input);
      },
      n,
      [n](arma::uword, arma::uword, const float*, const float* gradient, double* sums) {
        for (arma::uword i = 0; i < n; ++i) sums[i] += static_cast<double>(gradient[i]);
      });
}

}  // namespace

Explanation explain_saliency(const Question& question, const Settings& settings) {
  arma::mat gradients = plain_gradients(question);
  if (settings.sign != "signed") gradients = arma::abs(gradients);
  Explanation explanation;
  explanation.attributions = arma::conv_to<arma::fmat>::from(gradients);
  return explanation;
}

Explanation explain_input_x_gradient(const Question& question, const Settings&) {
  const arma::mat gradients = plain_gradients(question);
  Explanation explanation;
  explanation.attributions = question.inputs % arma::conv_to<arma::fmat>::from(gradients);
  return explanation;
}

}  // namespace lucarne::saliency
