// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace embedding {

/// Principal components.
struct Pca {
  arma::mat scores;     ///< d x n: the items in the components' coordinates, centred
  arma::vec variances;  ///< all eigenvalues of the covariance, largest first (divisor n - 1)
};

/// The first `d` components. The sign of each is fixed: the feature with the largest loading has a
/// positive one. Where there are fewer features than `d`, the missing scores are zero.
/// shape: features x n     requires: n >= 2     cost: O(f^2 n + f^3)
Pca principal_components(const arma::fmat& points, arma::uword d);

}  // namespace embedding
