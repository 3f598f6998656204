// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/pca.hpp"

#include <lucarne/random.hpp>

namespace embedding {

/// The first `d` components of many features of many items, nearly: subspace iteration from random
/// directions, ten more than asked for. Signs as principal_components; the same bits for any number
/// of threads.
/// shape: features x n     requires: n >= 2     cost: O(f n (d + 10)) a pass, eight passes
/// accuracy: the angle to a component shrinks with (its eigenvalue / the one d + 10 further)^15
/// source: Halko, Martinsson, Tropp 2011, SIAM Review 53, algorithm 4.4
Pca randomised_components(const arma::fmat& points, arma::uword d, const lucarne::Random& random,
                          const ParallelFor& parallel_for);

}  // namespace embedding
