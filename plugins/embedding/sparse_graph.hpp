// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <cstdint>
#include <vector>

namespace embedding {

/// A weighted graph of n points, both directions of each edge stored; the edges of a point lie
/// together, by rising target.
struct SparseGraph {
  std::vector<std::uint64_t> first = {0};  ///< n + 1: where each point's edges begin, and the end
  std::vector<std::uint32_t> target;
  std::vector<float> weight;

  arma::uword n_points() const { return first.size() - 1; }
  arma::uword n_edges() const { return target.size(); }
};

/// How the weights of the two directions of a pair become one; must be symmetric. A direction that
/// is missing counts 0.
using CombineWeights = float (*)(float forward, float backward);

/// The symmetric graph of directed edges to neighbours, by counting sort: the same bits always.
/// Edges whose combined weight is 0 are left out.
/// shape: both k x n; column i lists the targets of point i, none twice, and their weights
SparseGraph symmetric_graph(const arma::Mat<std::uint32_t>& targets, const arma::fmat& weights,
                            CombineWeights combine);

/// The same graph with point i renamed to `place(i)`; place is a permutation of 0 .. n-1.
SparseGraph renumbered(const SparseGraph& graph, const std::vector<std::uint32_t>& place);

}  // namespace embedding
