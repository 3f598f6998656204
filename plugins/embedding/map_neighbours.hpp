// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/neighbours.hpp"

namespace embedding {

/// The exact `k` nearest other points of each point of a map, by a k-d tree: as nearest_neighbours,
/// with distances in double, and in a time that pays for few dimensions only.
/// shape: d x n     requires: k < n < 2^32, finite points     cost: O(n log n) for d = 2 or 3
/// source: Friedman, Bentley and Finkel 1977, ACM Trans. Math. Software 3
Neighbours map_neighbours(const arma::mat& points, arma::uword k, const ParallelFor& parallel_for);

}  // namespace embedding
