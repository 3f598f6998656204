// SPDX-License-Identifier: MIT
#include "embedding/start.hpp"

#include "embedding/pca.hpp"
#include "embedding/spectral.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace embedding {
namespace {

constexpr double start_deviation = 1e-4;

void part_duplicates(arma::fmat& points, const lucarne::Random& random) {
  const arma::fmat before = points;
  const auto at = [&before](arma::uword i) { return std::pair(before(0, i), before(1, i)); };
  std::vector<arma::uword> order(points.n_cols);
  std::iota(order.begin(), order.end(), arma::uword{0});
  std::sort(order.begin(), order.end(),
            [&at](arma::uword a, arma::uword b) { return at(a) != at(b) ? at(a) < at(b) : a < b; });
  for (arma::uword k = 1; k < order.size(); ++k) {
    const arma::uword i = order[k];
    if (at(i) != at(order[k - 1])) continue;
    for (arma::uword c = 0; c < 2; ++c) {
      points(c, i) += static_cast<float>(start_deviation / 100 * random.normal(i, c));
    }
  }
}

arma::fmat scaled(const arma::mat& coordinates, const lucarne::Random& random) {
  const double deviation = arma::stddev(coordinates.row(0));
  arma::fmat points = arma::conv_to<arma::fmat>::from(
      (deviation > 0 ? start_deviation / deviation : 0) * coordinates);
  part_duplicates(points, random);
  return points;
}

}  // namespace

arma::fmat start_by_components(const arma::fmat& features, const lucarne::Random& random) {
  return scaled(principal_components(features, 2).scores, random);
}

arma::fmat start_by_graph(const arma::fmat& features, const SparseGraph& graph,
                          const lucarne::Random& random, const ParallelFor& parallel_for,
                          bool& in_parts) {
  in_parts = graph.n_points() < 5 || connected_parts(graph).max() > 0;
  if (in_parts) return start_by_components(features, random);
  return scaled(spectral_coordinates(graph, 2, random, parallel_for).t(), random);
}

arma::fmat start_at_random(arma::uword n, const lucarne::Random& random) {
  arma::fmat points(2, n);
  for (arma::uword i = 0; i < n; ++i) {
    for (arma::uword c = 0; c < 2; ++c) {
      points(c, i) = static_cast<float>(start_deviation * random.normal(i, c));
    }
  }
  return points;
}

}  // namespace embedding
