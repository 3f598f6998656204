// SPDX-License-Identifier: MIT
#include "embedding/pca_solver.hpp"

#include "embedding/randomised_pca.hpp"

#include <algorithm>

namespace embedding {
namespace {

// There the exact components take about ten seconds on one core.
constexpr arma::uword most_for_exact = 3000;

}  // namespace

Pca solve_pca(const arma::fmat& points, arma::uword d, const std::string& solver,
              const lucarne::Random& random, const ParallelFor& parallel_for) {
  const bool large = std::min(points.n_rows, points.n_cols) > most_for_exact;
  if (solver == "randomised" || (solver == "auto" && large)) {
    return randomised_components(points, d, random, parallel_for);
  }
  return principal_components(points, d);
}

}  // namespace embedding
