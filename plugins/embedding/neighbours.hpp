// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <armadillo>
#include <cstdint>

namespace embedding {

/// The nearest neighbours of points: one point a column, nearest first, of equal distances the
/// lower index first.
struct Neighbours {
  arma::Mat<std::uint32_t> indices;  ///< k x n
  arma::fmat squared;                ///< k x n: squared Euclidean distances
};

/// The exact `k` nearest other points of each point.
/// shape: features x n     requires: k < n < 2^32, finite points
/// Blocked products in float sift the points, with a bound of their rounding errors so that none is
/// lost; those left are ranked by differences, which do not cancel, summed in float. The same bits
/// for any number of threads, and with any BLAS.
/// cost: O(n^2 d); 8 k n bytes
Neighbours nearest_neighbours(const arma::fmat& points, arma::uword k,
                              const ParallelFor& parallel_for);

/// The same among `reference`, for points that need not be in it.
/// shape: features x n, features x m; the result has m columns     requires: k <= n
Neighbours nearest_in(const arma::fmat& reference, const arma::fmat& queries, arma::uword k,
                      const ParallelFor& parallel_for);

}  // namespace embedding
