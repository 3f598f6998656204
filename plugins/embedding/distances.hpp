// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <armadillo>

namespace embedding {

/// Squared Euclidean distances of all pairs, exactly symmetric, zero on the diagonal.
/// shape: features x n in, n x n out     cost: O(n^2 d), 8 n^2 bytes
/// Sums of squared differences in double, after the mean was taken off: the product form
/// |a|^2 + |b|^2 - 2ab loses near neighbours of points far from the origin.
arma::mat squared_distances(const arma::fmat& points, const ParallelFor& parallel_for);

/// Row i of the result lists the `k` nearest other points of i, nearest first; of equal distances
/// the lower index first.
/// shape: k x n (one point a column)     requires: k < n
arma::umat nearest_neighbours(const arma::mat& squared, arma::uword k,
                              const ParallelFor& parallel_for);

}  // namespace embedding
