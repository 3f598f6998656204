// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace embedding {

/// Sums over all other points j of one point i, with d = y_i - y_j and q = 1 / (1 + |d|^2).
struct PointSums {
  double attraction_x = 0;  ///< sum of p q d
  double attraction_y = 0;
  double repulsion_x = 0;  ///< sum of q^2 d
  double repulsion_y = 0;
  double normaliser = 0;  ///< sum of q, the point's share of Z
};

/// One pass over all pairs of a point, in float vectors of the widest kind that the machine has;
/// sums of 512 pairs are added in double.
/// shape: x, y, p of length n; p[i] must be 0
PointSums point_sums(const float* x, const float* y, const float* p, arma::uword n, arma::uword i);

}  // namespace embedding
