// SPDX-License-Identifier: MIT
#include "embedding/repulsion.hpp"

#include "embedding/point_loops.hpp"

namespace embedding {

ExactRepulsionPass::ExactRepulsionPass(const arma::fmat& points, Repulsion& out)
    : points_(points),
      out_(out),
      n_padded_((points.n_cols + pairs_per_division - 1) / pairs_per_division * pairs_per_division),
      rows_(points.n_rows, std::vector<float>(n_padded_, nowhere)),
      kernels_(points.n_cols) {
  for (arma::uword i = 0; i < points.n_cols; ++i) {
    for (arma::uword c = 0; c < points.n_rows; ++c) rows_[c][i] = points(c, i);
  }
  out.forces.set_size(points.n_rows, points.n_cols);
}

TaskList ExactRepulsionPass::tasks() {
  return {(points_.n_cols + rows_per_task - 1) / rows_per_task, [this](arma::uword task) {
            const arma::uword end = std::min(points_.n_cols, (task + 1) * rows_per_task);
            for (arma::uword i = task * rows_per_task; i < end; ++i) push(i);
          }};
}

void ExactRepulsionPass::push(arma::uword i) {
  // The point meets itself: no push, and 1 in the kernels' sum, exactly but for the shared
  // division's last bit.
  if (points_.n_rows == 2) {
    const float* x = rows_[0].data();
    const float* y = rows_[1].data();
    const PairSums sums = push_of_all(x, y, n_padded_, x[i], y[i]);
    out_.forces(0, i) = static_cast<float>(sums.x);
    out_.forces(1, i) = static_cast<float>(sums.y);
    kernels_(i) = sums.kernel - 1;
  } else {
    const float* const coordinates[3] = {rows_[0].data(), rows_[1].data(), rows_[2].data()};
    const PairSums3 sums = push_of_all_3(coordinates, n_padded_, points_.colptr(i));
    for (arma::uword c = 0; c < 3; ++c) out_.forces(c, i) = static_cast<float>(sums.force[c]);
    kernels_(i) = sums.kernel - 1;
  }
}

void ExactRepulsionPass::finish() {
  double z = 0;
  for (const double kernel : kernels_) z += kernel;
  out_.z = z;
}

void exact_repulsion(const arma::fmat& points, const ParallelFor& parallel_for, Repulsion& out) {
  ExactRepulsionPass pass(points, out);
  const TaskList tasks = pass.tasks();
  parallel_for(tasks.count, tasks.task);
  pass.finish();
}

}  // namespace embedding
