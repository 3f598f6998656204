// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <armadillo>

namespace embedding {

/// How far the neighbours in the map can be trusted: 1 where all k nearest in the map are among the
/// k nearest in feature space, less the further away the intruders were. Range: 0 to 1.
/// requires: k < n / 2     cost: O(k n^2)
/// source: Venna and Kaski 2001, "Neighborhood preservation in nonlinear projection methods", eq.
/// (1)
double trustworthiness(const arma::mat& feature_squared, const arma::umat& map_neighbours,
                       const ParallelFor& parallel_for);

/// Mean silhouette of the classes in the map: (b - a) / max(a, b) with a the mean distance to the
/// own class and b that to the nearest other. Range: -1 to 1; a class of one item counts 0; NaN
/// where there are fewer than two classes. source: Rousseeuw 1987, J. Comput. Appl. Math. 20
double silhouette(const arma::mat& map_squared, const arma::uvec& labels, arma::uword n_classes,
                  const ParallelFor& parallel_for);

/// Mean distance of each point to its nearest neighbours in the map. shape: n
arma::vec isolation(const arma::mat& map_squared, const arma::umat& map_neighbours);

}  // namespace embedding
