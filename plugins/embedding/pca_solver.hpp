// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/pca.hpp"

#include <lucarne/random.hpp>

#include <string>

namespace embedding {

/// The first `d` components by "exact" or "randomised", or by "auto": randomised where there are
/// more than 3000 features and items, of which the exact way would take minutes.
/// shape: features x n     requires: n >= 2
Pca solve_pca(const arma::fmat& points, arma::uword d, const std::string& solver,
              const lucarne::Random& random, const ParallelFor& parallel_for);

}  // namespace embedding
