// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <armadillo>

namespace embedding {

/// Repulsion of all pairs of a map, with K = 1 / (1 + |y_i - y_j|^2).
struct Repulsion {
  arma::fmat forces;  ///< 2 x n: sum over j of K^2 (y_i - y_j)
  double z = 0;       ///< sum over all i != j of K
};

/// What a repulsion that is not exact may cost and how near it comes: see mesh_repulsion.hpp.
enum class Accuracy { fast, accurate };

}  // namespace embedding
