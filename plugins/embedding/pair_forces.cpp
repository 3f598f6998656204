// SPDX-License-Identifier: MIT
#include "embedding/pair_forces.hpp"

#include "embedding/pair_loops.hpp"
#include "embedding/point_loops.hpp"

#include <algorithm>

namespace embedding {

PairForces::PairForces(const SparseGraph& joint)
    : edges_(edge_blocks(joint)),
      coordinates_(EdgeBlocks::columns, 2, edges_.n_blocks()),
      parts_(n_parts, arma::fcube(EdgeBlocks::columns, 4, edges_.n_blocks(), arma::fill::zeros)),
      kernels_(n_parts) {
  coordinates_.fill(nowhere);
}

void PairForces::operator()(const arma::fmat& points, const ParallelFor& parallel_for,
                            Attraction& attraction, Repulsion& repulsion) {
  for (arma::uword i = 0; i < points.n_cols; ++i) {
    for (arma::uword c = 0; c < 2; ++c) {
      coordinates_(i % EdgeBlocks::columns, c, i / EdgeBlocks::columns) = points(c, i);
    }
  }
  attraction.forces.set_size(2, points.n_cols);
  repulsion.forces.set_size(2, points.n_cols);
  parallel_for(n_parts, [&](arma::uword part) { meet_tiles(part, attraction, repulsion); });
  add_parts(attraction, repulsion);
  repulsion.z = 0;
  for (const double kernel : kernels_) repulsion.z += kernel;
}

void PairForces::meet_tiles(arma::uword part, Attraction& attraction, Repulsion& repulsion) {
  parts_[part].zeros();
  kernels_[part] = 0;
  // Tile k has n - k others to meet: to and fro over the parts, so that all have as much to do.
  for (arma::uword first = 0; first < edges_.n_tiles(); first += n_parts) {
    const bool back = first / n_parts % 2 == 1;
    const arma::uword tile = first + (back ? n_parts - 1 - part : part);
    if (tile >= edges_.n_tiles()) continue;
    kernels_[part] += meet_tile(tile, parts_[part].memptr(), attraction, repulsion);
  }
}

double PairForces::meet_tile(arma::uword tile, float* forces, Attraction& attraction,
                             Repulsion& repulsion) {
  const arma::uword n = edges_.n_points;
  const arma::uword first = tile * EdgeBlocks::rows_per_tile;
  const arma::uword end = std::min(n, first + EdgeBlocks::rows_per_tile);
  const PairColumns columns{coordinates_.memptr(), forces};
  double kernels = 0;
  for (arma::uword i = first; i < end; i += EdgeBlocks::rows) {
    PairOfRows rows;
    for (arma::uword r = 0; r < EdgeBlocks::rows; ++r) {
      // Where the second row is missing: far from all, and from the padding too.
      const bool there = i + r < n;
      const float* at =
          coordinates_.slice_memptr(i / EdgeBlocks::columns) + i % EdgeBlocks::columns + r;
      rows.x[r] = there ? at[0] : -nowhere;
      rows.y[r] = there ? at[EdgeBlocks::columns] : -nowhere;
    }
    const EdgeBlocks::Places& linked = edges_.linked_at[i / EdgeBlocks::rows];
    const EdgeBlocks::Places& bare = edges_.bare_at[i / EdgeBlocks::rows];
    const auto bare_blocks = [&](std::size_t from, std::size_t to) {
      return MetBlocks{edges_.bare.data() + from, to - from, nullptr};
    };
    const auto linked_blocks = [&](std::size_t from, std::size_t to) {
      constexpr arma::uword per_block = EdgeBlocks::rows * EdgeBlocks::columns;
      return MetBlocks{edges_.linked.data() + from, to - from,
                       edges_.weights.data() + per_block * from};
    };
    meet_pairs(columns,
               {bare_blocks(bare.own, bare.later), linked_blocks(linked.own, linked.later),
                bare_blocks(bare.later, bare.end), linked_blocks(linked.later, linked.end)},
               rows);
    kernels += rows.own_kernel + 2 * rows.later_kernel;
    for (arma::uword r = 0; r < EdgeBlocks::rows && i + r < n; ++r) {
      repulsion.forces(0, i + r) = static_cast<float>(rows.push_x[r]);
      repulsion.forces(1, i + r) = static_cast<float>(rows.push_y[r]);
      attraction.forces(0, i + r) = static_cast<float>(rows.pull_x[r]);
      attraction.forces(1, i + r) = static_cast<float>(rows.pull_y[r]);
    }
  }
  // A point meets itself: no force, and 1 in the sum, exactly but for the shared division's last
  // bit.
  return kernels - static_cast<double>(end - first);
}

void PairForces::add_parts(Attraction& attraction, Repulsion& repulsion) const {
  float* push = repulsion.forces.memptr();
  float* pull = attraction.forces.memptr();
  for (arma::uword block = 0; block < edges_.n_blocks(); ++block) {
    float sum[4][EdgeBlocks::columns] = {};
    for (const arma::fcube& part : parts_) {
      const float* of_block = part.memptr() + block * sizeof sum / sizeof(float);
      for (float(&row)[EdgeBlocks::columns] : sum) {
        for (float& value : row) value += *of_block++;
      }
    }
    const arma::uword first = block * EdgeBlocks::columns;
    const arma::uword end = std::min(edges_.n_points, first + EdgeBlocks::columns);
    for (arma::uword j = first; j < end; ++j) {
      push[2 * j] -= sum[0][j - first];
      push[2 * j + 1] -= sum[1][j - first];
      pull[2 * j] -= sum[2][j - first];
      pull[2 * j + 1] -= sum[3][j - first];
    }
  }
}

}  // namespace embedding
