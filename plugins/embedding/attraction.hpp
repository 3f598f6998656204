// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/sparse_graph.hpp"

namespace embedding {

/// What the edges of the joint probabilities do to a map, with K = 1 / (1 + |y_i - y_j|^2).
struct Attraction {
  arma::fmat forces;  ///< d x n: sum over j of p K (y_i - y_j)
  double cross = 0;   ///< where asked for: -sum over i, j of p log K, in double
};

/// One pass over all edges, in vectors of eight floats; the same bits for any number of threads.
/// shape: points d x n, d = 2 or 3     cost: O(edges); with `measure` twice that
class AttractionPass {
 public:
  AttractionPass(const SparseGraph& joint, const arma::fmat& points, bool measure, Attraction& out);
  TaskList tasks();
  /// Once all tasks have run.
  void finish();

 private:
  void pull(arma::uword task);

  const SparseGraph& joint_;
  const arma::fmat& points_;
  bool measure_;
  Attraction& out_;
  arma::vec cross_;  // of each task
};

/// The pass by itself.
void attract(const SparseGraph& joint, const arma::fmat& points, bool measure,
             const ParallelFor& parallel_for, Attraction& out);

/// Attraction::cross by itself.
double cross_term(const SparseGraph& joint, const arma::fmat& points,
                  const ParallelFor& parallel_for);

/// sum over i, j of p log p and of p, in double.
struct Entropy {
  double p_log_p = 0;
  double p = 0;
};
Entropy entropy_of(const SparseGraph& joint, const ParallelFor& parallel_for);

/// The divergence in nats of a map whose kernels sum to z: sum of p log p - sum of p log(K / z).
double kl_divergence(const Entropy& entropy, double cross, double z);

}  // namespace embedding
