// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace embedding {

/// Principal components.
struct Pca {
  arma::mat scores;  ///< d x n: the items in the components' coordinates, centred
  /// Eigenvalues of the covariance, largest first (divisor n - 1): min(features, n) of them, beyond
  /// which all are zero; of randomised components d.
  arma::vec variances;
  double total = 0;  ///< sum of all eigenvalues, those not in `variances` included
};

/// The first `d` components. The sign of each is fixed: the feature with the largest loading has a
/// positive one. Where there are fewer features or items than `d`, the missing scores are zero.
/// shape: features x n     requires: n >= 2     cost: O(f n m + m^3) with m the smaller of f and n
Pca principal_components(const arma::fmat& points, arma::uword d);

}  // namespace embedding
