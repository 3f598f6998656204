// SPDX-License-Identifier: MIT
#include "embedding/repulsion.hpp"

#include "embedding/point_loops.hpp"

#include <vector>

namespace embedding {

void exact_repulsion(const arma::fmat& points, const ParallelFor& parallel_for, Repulsion& out) {
  const arma::uword n = points.n_cols;
  const arma::uword n_padded =
      (n + pairs_per_division - 1) / pairs_per_division * pairs_per_division;
  std::vector<float> x(n_padded, nowhere);
  std::vector<float> y(n_padded, nowhere);
  for (arma::uword i = 0; i < n; ++i) {
    x[i] = points(0, i);
    y[i] = points(1, i);
  }
  out.forces.set_size(2, n);
  arma::vec kernels(n);
  for_rows(parallel_for, n, [&](arma::uword i) {
    const PairSums sums = push_of_all(x.data(), y.data(), n_padded, x[i], y[i]);
    out.forces(0, i) = static_cast<float>(sums.x);
    out.forces(1, i) = static_cast<float>(sums.y);
    // The point met itself: no push, and 1 in the kernels' sum, exactly but for the shared
    // division's last bit.
    kernels(i) = sums.kernel - 1;
  });
  double z = 0;
  for (const double kernel : kernels) z += kernel;
  out.z = z;
}

}  // namespace embedding
