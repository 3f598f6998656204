// SPDX-License-Identifier: MIT
#include "saliency/methods/weighted_regression.hpp"

namespace lucarne::saliency {
namespace {

// (X'WX + alpha 1)^-1 X'W: what turns responses into coefficients. The pseudo-inverse serves where
// predictors never differ from one another.
arma::mat hat_matrix(const arma::mat& design, const arma::vec& weights, double alpha) {
  arma::mat weighted = design;
  weighted.each_col() %= weights;
  arma::mat gram = design.t() * weighted;
  gram.diag() += alpha;
  const arma::mat right = weighted.t();
  arma::mat hat;
  if (arma::solve(hat, gram, right, arma::solve_opts::likely_sympd + arma::solve_opts::no_approx)) {
    return hat;
  }
  const arma::mat inverse = arma::pinv(gram);
  return inverse * right;
}

// sqrt(sum_k (h_k e_k)^2) over the rows from `first` on.
arma::mat errors_of(const arma::mat& hat, const arma::mat& residuals, arma::uword first) {
  if (first >= hat.n_cols) return arma::mat(hat.n_rows, residuals.n_cols, arma::fill::zeros);
  const arma::mat squares = arma::square(hat.tail_cols(hat.n_cols - first)) *
                            arma::square(residuals.tail_rows(residuals.n_rows - first));
  return arma::sqrt(squares);
}

}  // namespace

Regression weighted_ridge(const arma::mat& design, const arma::vec& weights,
                          const arma::mat& responses, double alpha) {
  const double total = arma::accu(weights);
  const arma::rowvec design_mean = weights.t() * design / total;
  const arma::rowvec response_mean = weights.t() * responses / total;
  arma::mat x = design;
  x.each_row() -= design_mean;
  arma::mat y = responses;
  y.each_row() -= response_mean;
  const arma::mat hat = hat_matrix(x, weights, alpha);
  Regression result;
  result.coefficients = hat * y;
  result.standard_error = errors_of(hat, y - x * result.coefficients, 0);
  return result;
}

Regression constrained_least_squares(const arma::mat& coalitions, const arma::vec& weights,
                                     const arma::mat& responses, const arma::rowvec& totals,
                                     arma::uword first_drawn) {
  const arma::uword n = coalitions.n_cols;
  Regression result;
  if (n == 1) {
    result.coefficients = totals;
    result.standard_error.zeros(1, totals.n_elem);
    return result;
  }
  const arma::vec last = coalitions.col(n - 1);
  arma::mat x = coalitions.head_cols(n - 1);
  x.each_col() -= last;
  const arma::mat y = responses - last * totals;
  const arma::mat hat = hat_matrix(x, weights, 0);
  const arma::mat others = hat * y;
  const arma::mat residuals = y - x * others;
  const arma::rowvec closing = totals - arma::sum(others, 0);
  result.coefficients = arma::join_cols(others, closing);
  const arma::mat of_last = -arma::sum(hat, 0);
  result.standard_error = arma::join_cols(errors_of(hat, residuals, first_drawn),
                                          errors_of(of_last, residuals, first_drawn));
  return result;
}

}  // namespace lucarne::saliency
