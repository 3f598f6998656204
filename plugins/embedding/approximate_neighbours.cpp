// SPDX-License-Identifier: MIT
#include "embedding/approximate_neighbours.hpp"

#include "embedding/candidates.hpp"

// With its own vectors it prefetches by a number that it reads past the end of a point's links.
#define NO_MANUAL_VECTORIZATION
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace embedding {
namespace {

constexpr std::size_t links_of_a_point = 16;
constexpr std::size_t looked_at_in_building = 200;
constexpr std::size_t least_looked_at = 300;
constexpr std::size_t level_seed = 42;

using Graph = hnswlib::HierarchicalNSW<float>;

// Squared distances by our loop, which is as fast as the library's own vectors.
class Space final : public hnswlib::SpaceInterface<float> {
 public:
  explicit Space(std::size_t n_features) : n_features_(n_features) {}
  std::size_t get_data_size() override { return n_features_ * sizeof(float); }
  hnswlib::DISTFUNC<float> get_dist_func() override { return distance; }
  void* get_dist_func_param() override { return &n_features_; }

 private:
  static float distance(const void* a, const void* b, const void* n_features) {
    return squared_distance(static_cast<const float*>(a), static_cast<const float*>(b),
                            *static_cast<const std::size_t*>(n_features), 1);
  }
  std::size_t n_features_;
};

// The k nearest that the graph leads to; fewer where it does not reach as many.
std::vector<std::pair<float, std::uint32_t>> nearest_of(const Graph& graph,
                                                        const arma::fmat& points, arma::uword i,
                                                        arma::uword k) {
  std::vector<std::pair<float, std::uint32_t>> found;
  auto queue = graph.searchKnn(points.colptr(i), k + 1);  // the point finds itself
  for (; !queue.empty(); queue.pop()) {
    const auto j = static_cast<std::uint32_t>(queue.top().second);
    if (j == i) continue;
    found.emplace_back(squared_distance(points.colptr(i), points.colptr(j), points.n_rows, 1), j);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Neighbours approximate_neighbours(const arma::fmat& points, arma::uword k,
                                  const ParallelFor& parallel_for) {
  const arma::uword n = points.n_cols;
  Space space(points.n_rows);
  Graph graph(&space, n, links_of_a_point, looked_at_in_building, level_seed);
  for (arma::uword i = 0; i < n; ++i) graph.addPoint(points.colptr(i), i);
  graph.setEf(std::max<std::size_t>(least_looked_at, 2 * k));
  Neighbours found{arma::Mat<std::uint32_t>(k, n), arma::fmat(k, n)};
  std::vector<std::uint8_t> short_of(n, 0);
  for_rows(parallel_for, n, [&](arma::uword i) {
    const auto nearest = nearest_of(graph, points, i, k);
    short_of[i] = nearest.size() < k;
    for (arma::uword m = 0; m < std::min<arma::uword>(k, nearest.size()); ++m) {
      found.indices(m, i) = nearest[m].second;
      found.squared(m, i) = nearest[m].first;
    }
  });
  // Duplicates by the hundred may keep a search from reaching enough: those are searched exactly.
  std::vector<arma::uword> missing;
  for (arma::uword i = 0; i < n; ++i) {
    if (short_of[i] != 0) missing.push_back(i);
  }
  if (missing.empty()) return found;
  const arma::uvec queries(missing);
  const Neighbours exact = nearest_in(points, points.cols(queries), k + 1, parallel_for);
  for (arma::uword q = 0; q < queries.n_elem; ++q) {
    arma::uword m = 0;
    for (arma::uword rank = 0; rank <= k && m < k; ++rank) {
      if (exact.indices(rank, q) == queries(q)) continue;
      found.indices(m, queries(q)) = exact.indices(rank, q);
      found.squared(m++, queries(q)) = exact.squared(rank, q);
    }
  }
  return found;
}

Neighbours find_neighbours(const arma::fmat& points, arma::uword k, const std::string& search,
                           const ParallelFor& parallel_for) {
  const bool large = points.n_cols > most_searched_exactly;
  return search == "approximate" || (search == "auto" && large)
             ? approximate_neighbours(points, k, parallel_for)
             : nearest_neighbours(points, k, parallel_for);
}

}  // namespace embedding
