// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/repulsion.hpp"

#include <armadillo>

namespace embedding {

/// Which points lie in a square around the medians of both coordinates, and which do not.
struct NearAndFar {
  arma::uvec near, far;
};

/// shape: 2 x n     requires: n > 0
NearAndFar split_by_distance(const arma::fmat& points, double width);

/// Adds the pairs of which one point or both are in `far`, in double.
/// cost: O(n times the far points)
void add_pairs_of(const arma::uvec& far, const arma::fmat& points, const ParallelFor& parallel_for,
                  Repulsion& out);

}  // namespace embedding
