// SPDX-License-Identifier: MIT
#include "saliency/methods/draws.hpp"
#include "saliency/methods/evaluate.hpp"

#include <vector>

namespace lucarne::saliency {
namespace {

constexpr arma::uword usual_gradient_draws = 200;

/// Mean over draws of (x' - b) g(b + u (x' - b)): u uniform, b a random baseline, x' the input with
/// normal noise of `smoothing` times its range.
Explanation expected(const Question& question, arma::uword draws, double smoothing) {
  const arma::uword n = question.n_features();
  const arma::uword numbers_per_draw = n + 2;  // one normal per feature, u, and the baseline
  const auto draw_start = [&](arma::uword draw) { return first_draw + draw * numbers_per_draw; };
  const arma::vec deviation = smoothing * ranges(question.inputs);

  // x' - b for the draw.
  const auto differences = [&](arma::uword item, arma::uword draw, const float* b) {
    std::vector<float> result(n);
    if (deviation(item) > 0) {
      question.random.normals(question.keys(item), draw_start(draw), deviation(item), result);
    }
    const float* x = question.inputs.colptr(item);
    for (arma::uword i = 0; i < n; ++i) result[i] += x[i] - b[i];
    return result;
  };
  const auto baseline = [&](arma::uword item, arma::uword draw) {
    const arma::uword row =
        question.random.below(question.baselines.rows(), question.keys(item), draw_start(draw) + n);
    return question.baselines.of(item, row);
  };
  const auto fill = [&](arma::uword item, arma::uword draw, float* input) {
    const float* b = baseline(item, draw);
    const double u = question.random.uniform(question.keys(item), draw_start(draw) + n + 1);
    const std::vector<float> difference = differences(item, draw, b);
    for (arma::uword i = 0; i < n; ++i) {
      input[i] =
          static_cast<float>(static_cast<double>(b[i]) + u * static_cast<double>(difference[i]));
    }
  };
  const auto add = [&](arma::uword item, arma::uword draw, const float*, const float* gradient,
                       double* sums) {
    const std::vector<float> difference = differences(item, draw, baseline(item, draw));
    double* squares = sums + n;
    for (arma::uword i = 0; i < n; ++i) {
      const double term = static_cast<double>(difference[i]) * static_cast<double>(gradient[i]);
      sums[i] += term;
      squares[i] += term * term;
    }
  };
  const arma::mat sums = gradient_sums(question, draws, fill, 2 * n, add);
  Explanation explanation =
      mean_with_error(sums.head_rows(n), sums.tail_rows(n), static_cast<double>(draws));
  set_residual(explanation, outputs(question) - baseline_outputs(question));
  return explanation;
}

}  // namespace

/// source: Erion et al. 2021, "Improving performance of deep learning models with axiomatic
/// attribution priors and expected gradients", arXiv:1906.10670, eq. (3)
Explanation explain_expected_gradients(const Question& question, const Settings& settings) {
  return expected(question, draws_or(settings, usual_gradient_draws), 0);
}

/// source: Lundberg, Lee 2017, arXiv:1705.07874; the noise is captum's
Explanation explain_gradient_shap(const Question& question, const Settings& settings) {
  return expected(question, draws_or(settings, usual_gradient_draws), settings.smoothing);
}

}  // namespace lucarne::saliency
