// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne::saliency {

/// Linear models of several responses on one design, which is factorised once.
struct Regression {
  arma::mat coefficients;    ///< predictors x responses
  arma::mat standard_error;  ///< likewise: from the residuals of the rows that were drawn
};

/// Ridge regression with weights and an intercept that is not penalised.
/// shape: design rows x predictors, weights rows, responses rows x responses
/// source: Hoerl, Kennard 1970; standard errors after White 1980, "A heteroskedasticity-consistent
/// covariance matrix estimator"
Regression weighted_ridge(const arma::mat& design, const arma::vec& weights,
                          const arma::mat& responses, double alpha);

/// Weighted least squares of coalition values on which groups are present, the coefficients summing
/// to each response's `total`: the last is eliminated.
/// `first_drawn`: rows before it were enumerated and carry no sampling error
/// source: Lundberg, Lee 2017, arXiv:1705.07874, theorem 2
Regression constrained_least_squares(const arma::mat& coalitions, const arma::vec& weights,
                                     const arma::mat& responses, const arma::rowvec& totals,
                                     arma::uword first_drawn);

}  // namespace lucarne::saliency
