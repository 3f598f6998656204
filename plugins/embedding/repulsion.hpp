// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <armadillo>
#include <vector>

namespace embedding {

/// Repulsion of all pairs of a map, with K = 1 / (1 + |y_i - y_j|^2).
struct Repulsion {
  arma::fmat forces;  ///< d x n: sum over j of K^2 (y_i - y_j)
  double z = 0;       ///< sum over all i != j of K
};

/// What a repulsion that is not exact may cost and how near it comes: see mesh_repulsion.hpp.
enum class Accuracy { fast, accurate };

/// All pairs, in vectors of eight floats; sums of 512 pairs are added in double. The same bits for
/// any number of threads, and on every machine with AVX2 and FMA.
/// shape: points d x n, d = 2 or 3, coordinates below 1e8 in size     cost: O(n^2)
class ExactRepulsionPass {
 public:
  ExactRepulsionPass(const arma::fmat& points, Repulsion& out);
  TaskList tasks();
  /// Once all tasks have run.
  void finish();

 private:
  void push(arma::uword i);

  const arma::fmat& points_;
  Repulsion& out_;
  arma::uword n_padded_;
  std::vector<std::vector<float>> rows_;  // of coordinates, padded by points far away
  arma::vec kernels_;                     // of each point
};

/// The pass by itself.
void exact_repulsion(const arma::fmat& points, const ParallelFor& parallel_for, Repulsion& out);

}  // namespace embedding
