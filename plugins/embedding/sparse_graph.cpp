// SPDX-License-Identifier: MIT
#include "embedding/sparse_graph.hpp"

#include <algorithm>
#include <utility>

namespace embedding {
namespace {

struct Edge {
  std::uint32_t target;
  float weight;
};

// Edges into each point; from rising sources, because the sources are passed in that order.
struct Incoming {
  std::vector<std::uint64_t> first;
  std::vector<Edge> edges;
};

Incoming incoming(const arma::Mat<std::uint32_t>& targets, const arma::fmat& weights) {
  const arma::uword n = targets.n_cols;
  Incoming in{std::vector<std::uint64_t>(n + 1, 0), std::vector<Edge>(targets.n_elem)};
  for (const std::uint32_t target : targets) ++in.first[target + 1];
  for (arma::uword i = 0; i < n; ++i) in.first[i + 1] += in.first[i];
  std::vector<std::uint64_t> next(in.first.begin(), in.first.end() - 1);
  for (arma::uword i = 0; i < n; ++i) {
    for (arma::uword k = 0; k < targets.n_rows; ++k) {
      in.edges[next[targets(k, i)]++] = {static_cast<std::uint32_t>(i), weights(k, i)};
    }
  }
  return in;
}

}  // namespace

SparseGraph symmetric_graph(const arma::Mat<std::uint32_t>& targets, const arma::fmat& weights,
                            CombineWeights combine) {
  const arma::uword n = targets.n_cols;
  const Incoming in = incoming(targets, weights);
  SparseGraph graph;
  graph.first.reserve(n + 1);
  // A neighbour graph has few one-way edges more than half of all; what is missing is grown.
  graph.target.reserve(targets.n_elem + targets.n_elem / 2);
  graph.weight.reserve(targets.n_elem + targets.n_elem / 2);
  std::vector<Edge> out(targets.n_rows);
  for (arma::uword i = 0; i < n; ++i) {
    for (arma::uword k = 0; k < targets.n_rows; ++k) out[k] = {targets(k, i), weights(k, i)};
    std::sort(out.begin(), out.end(),
              [](const Edge& a, const Edge& b) { return a.target < b.target; });
    const auto put = [&](std::uint32_t target, float weight) {
      if (weight == 0) return;
      graph.target.push_back(target);
      graph.weight.push_back(weight);
    };
    auto forward = out.begin();
    std::uint64_t backward = in.first[i];
    while (forward != out.end() || backward != in.first[i + 1]) {
      const std::uint64_t from = backward != in.first[i + 1] ? in.edges[backward].target : n;
      const std::uint64_t to = forward != out.end() ? forward->target : n;
      const float there = to <= from ? (forward++)->weight : 0;
      const float back = from <= to ? in.edges[backward++].weight : 0;
      put(static_cast<std::uint32_t>(std::min(from, to)), combine(there, back));
    }
    graph.first.push_back(graph.target.size());
  }
  return graph;
}

SparseGraph renumbered(const SparseGraph& graph, const std::vector<std::uint32_t>& place) {
  const arma::uword n = graph.n_points();
  std::vector<std::uint32_t> origin(n);
  for (std::uint32_t i = 0; i < n; ++i) origin[place[i]] = i;
  SparseGraph result;
  result.first.reserve(n + 1);
  result.target.resize(graph.n_edges());
  result.weight.resize(graph.n_edges());
  std::uint64_t at = 0;
  std::vector<Edge> row;
  for (arma::uword i = 0; i < n; ++i) {
    row.clear();
    for (std::uint64_t e = graph.first[origin[i]]; e < graph.first[origin[i] + 1]; ++e) {
      row.push_back({place[graph.target[e]], graph.weight[e]});
    }
    std::sort(row.begin(), row.end(),
              [](const Edge& a, const Edge& b) { return a.target < b.target; });
    for (const Edge& edge : row) {
      result.target[at] = edge.target;
      result.weight[at++] = edge.weight;
    }
    result.first.push_back(at);
  }
  return result;
}

}  // namespace embedding
