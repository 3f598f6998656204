// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace embedding {

/// Sums over all other points j of one point i, with d = y_i - y_j and q = 1 / (1 + |d|^2).
struct PointSums {
  double attraction_x = 0;  ///< sum of p q d
  double attraction_y = 0;
  double repulsion_x = 0;  ///< sum of q^2 d
  double repulsion_y = 0;
  double normaliser = 0;  ///< sum of q, the point's share of Z
};

/// One pass over all pairs of a point, in vectors of eight floats; sums of 512 pairs are added in
/// double. The same bits on every machine with AVX2 and FMA.
/// shape: x, y, p of length n; p[i] must be 0
PointSums point_sums(const float* x, const float* y, const float* p, std::size_t n, std::size_t i);

}  // namespace embedding
