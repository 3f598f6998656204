// SPDX-License-Identifier: MIT
#include "saliency/methods/coalitions.hpp"
#include "saliency/methods/draws.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/kernel_design.hpp"
#include "saliency/methods/weighted_regression.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

namespace lucarne::saliency {

/// source: Lundberg, Lee 2017, arXiv:1705.07874, theorem 2; enumeration and pairing as shap's, all
/// groups kept
Explanation explain_kernel_shap(const Question& question, const Settings& settings) {
  const arma::uword n_groups = common_group_count(question);
  const arma::uword budget = draws_or(settings, 2 * n_groups + 2048);
  if (budget < n_groups) {
    throw ParameterError("draws", fmt::format("kernel-shap wants at least as many draws as there "
                                              "are groups, {}; found {}",
                                              n_groups, budget));
  }
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
  return explanation_of_groups(question, fit.coefficients, fit.standard_error, difference);
}

}  // namespace lucarne::saliency
