// SPDX-License-Identifier: MIT
#include "saliency/methods/lime.hpp"
#include "saliency/methods/coalitions.hpp"
#include "saliency/methods/draws.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/weighted_regression.hpp"

#include <cmath>

namespace lucarne::saliency {
namespace {

constexpr arma::uword usual_perturbations = 1000;

// Row 0 is the item itself; in the others every group is present with probability 1/2.
arma::mat perturbations(arma::uword n_groups, arma::uword draws, const Random& random) {
  arma::mat present(draws, n_groups, arma::fill::ones);
  for (arma::uword draw = 1; draw < draws; ++draw) {
    for (arma::uword group = 0; group < n_groups; ++group) {
      present(draw, group) = random.uniform(first_draw + draw, group) < 0.5 ? 0 : 1;
    }
  }
  return present;
}

}  // namespace

arma::vec lime_weights(const arma::mat& present, double kernel_width) {
  arma::vec weights(present.n_rows);
  for (arma::uword row = 0; row < present.n_rows; ++row) {
    const double share = arma::accu(present.row(row)) / static_cast<double>(present.n_cols);
    const double distance = 1 - std::sqrt(share);
    weights(row) = std::sqrt(std::exp(-distance * distance / (kernel_width * kernel_width)));
  }
  return weights;
}

/// source: Ribeiro, Singh, Guestrin 2016, arXiv:1602.04938, eq. (1)-(2); kernel and ridge as lime's
Explanation explain_lime(const Question& question, const Settings& settings) {
  const arma::uword n_groups = common_group_count(question);
  const arma::uword draws = draws_or(settings, usual_perturbations);
  const arma::mat present = perturbations(n_groups, draws, question.random);
  const arma::mat values = coalition_outputs(
      question, draws,
      [&](arma::uword, arma::uword draw, arma::uword group) { return present(draw, group) > 0; });
  const Regression fit =
      weighted_ridge(present, lime_weights(present, settings.kernel_width), values, settings.ridge);
  return explanation_of_groups(question, fit.coefficients, fit.standard_error, {});
}

}  // namespace lucarne::saliency
