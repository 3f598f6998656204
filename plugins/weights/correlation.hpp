// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <vector>

namespace lucarne::weights {

/// Pearson correlation between the columns, in double. A constant column has none: its row and
/// column are NaN, the diagonal too, as in numpy.
/// shape: columns x columns     range: [-1, 1]
arma::mat correlation(const arma::fmat& columns);

/// Two units and how alike their incoming weights are.
struct UnitPair {
  arma::uword first = 0;  ///< smaller than second
  arma::uword second = 0;
  double correlation = 0;
};

/// The `count` pairs of columns of largest magnitude of correlation, largest first, equals by unit.
/// Constant columns take no part.
/// cost: O(rows columns^2) time, in tiles of 256 columns, so memory stays small
std::vector<UnitPair> most_correlated(const arma::fmat& columns, arma::uword count);

/// How alike the units are on the whole.
struct CorrelationSummary {
  arma::uword pairs = 0;  ///< with a correlation
  double mean_magnitude = 0;
  arma::uword strong = 0;  ///< pairs with |r| > 0.5
  arma::uvec constant;     ///< units without a correlation
};
CorrelationSummary summarise_correlation(const arma::mat& correlation);

}  // namespace lucarne::weights
