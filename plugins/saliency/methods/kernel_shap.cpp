// SPDX-License-Identifier: MIT
#include "saliency/methods/coalitions.hpp"
#include "saliency/methods/draws.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/kernel_design.hpp"
#include "saliency/methods/weighted_regression.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lucarne::saliency {

namespace {

// With a tolerance the budget doubles up to this: 100 MiB of design for 100 groups.
constexpr arma::uword most_draws = arma::uword{1} << 17U;

Explanation within_budget(const Question& question, arma::uword n_groups, arma::uword budget) {
  const KernelDesign design = kernel_design(n_groups, budget, question.random);
  arma::mat values(design.coalitions.n_rows, question.n_items());
  if (!values.is_empty()) {
    values = coalition_outputs(question, values.n_rows,
                               [&](arma::uword, arma::uword coalition, arma::uword group) {
                                 return design.coalitions(coalition, group) > 0;
                               });
  }
  const arma::vec at_baseline = baseline_outputs(question);
  const arma::vec difference = outputs(question) - at_baseline;
  values.each_row() -= at_baseline.t();
  const Regression fit = constrained_least_squares(design.coalitions, design.weights, values,
                                                   difference.t(), design.n_enumerated);
  Explanation explanation =
      explanation_of_groups(question, fit.coefficients, fit.standard_error, difference);
  explanation.n_coalitions.set_size(question.n_items());
  explanation.n_coalitions.fill(design.coalitions.n_rows);
  return explanation;
}

// Items of which some standard error is above this share of the output's difference.
arma::uvec uncertain_items(const Explanation& explanation, double tolerance) {
  std::vector<arma::uword> items;
  for (arma::uword item = 0; item < explanation.standard_error.n_cols; ++item) {
    const auto largest = static_cast<double>(explanation.standard_error.col(item).max());
    if (largest > tolerance * std::abs(explanation.difference(item))) items.push_back(item);
  }
  return arma::uvec(items);
}

}  // namespace

/// source: Lundberg, Lee 2017, arXiv:1705.07874, theorem 2; enumeration and pairing as shap's, all
/// groups kept; the stop rule is ours
Explanation explain_kernel_shap(const Question& question, const Settings& settings) {
  const arma::uword n_groups = common_group_count(question);
  arma::uword budget = draws_or(settings, 2 * n_groups + 2048);
  if (budget < n_groups) {
    throw ParameterError("draws", fmt::format("kernel-shap wants at least as many draws as there "
                                              "are groups, {}; found {}",
                                              n_groups, budget));
  }
  Explanation explanation = within_budget(question, n_groups, budget);
  while (settings.tolerance > 0 && budget < most_draws) {
    const arma::uvec items = uncertain_items(explanation, settings.tolerance);
    if (items.is_empty()) break;
    budget = std::min(2 * budget, most_draws);
    const Explanation again = within_budget(chosen_items(question, items), n_groups, budget);
    explanation.attributions.cols(items) = again.attributions;
    explanation.standard_error.cols(items) = again.standard_error;
    explanation.residual(items) = again.residual;
    explanation.difference(items) = again.difference;
    explanation.n_coalitions(items) = again.n_coalitions;
  }
  return explanation;
}

}  // namespace lucarne::saliency
