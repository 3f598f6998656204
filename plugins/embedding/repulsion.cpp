// SPDX-License-Identifier: MIT
#include "embedding/repulsion.hpp"

#include "embedding/point_loops.hpp"

#include <vector>

namespace embedding {

namespace {

double sum_of(const arma::vec& kernels) {
  double z = 0;
  for (const double kernel : kernels) z += kernel;
  return z;
}

}  // namespace

void exact_repulsion(const arma::fmat& points, const ParallelFor& parallel_for, Repulsion& out) {
  const arma::uword n = points.n_cols;
  const arma::uword n_padded =
      (n + pairs_per_division - 1) / pairs_per_division * pairs_per_division;
  std::vector<std::vector<float>> rows(points.n_rows, std::vector<float>(n_padded, nowhere));
  for (arma::uword i = 0; i < n; ++i) {
    for (arma::uword c = 0; c < points.n_rows; ++c) rows[c][i] = points(c, i);
  }
  out.forces.set_size(points.n_rows, n);
  arma::vec kernels(n);
  // The point meets itself: no push, and 1 in the kernels' sum, exactly but for the shared
  // division's last bit.
  if (points.n_rows == 2) {
    const float* x = rows[0].data();
    const float* y = rows[1].data();
    for_rows(parallel_for, n, [&](arma::uword i) {
      const PairSums sums = push_of_all(x, y, n_padded, x[i], y[i]);
      out.forces(0, i) = static_cast<float>(sums.x);
      out.forces(1, i) = static_cast<float>(sums.y);
      kernels(i) = sums.kernel - 1;
    });
  } else {
    const float* const coordinates[3] = {rows[0].data(), rows[1].data(), rows[2].data()};
    for_rows(parallel_for, n, [&](arma::uword i) {
      const PairSums3 sums = push_of_all_3(coordinates, n_padded, points.colptr(i));
      for (arma::uword c = 0; c < 3; ++c) out.forces(c, i) = static_cast<float>(sums.force[c]);
      kernels(i) = sums.kernel - 1;
    });
  }
  out.z = sum_of(kernels);
}

}  // namespace embedding
