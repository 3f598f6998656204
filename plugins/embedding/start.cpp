// SPDX-License-Identifier: MIT
#include "embedding/start.hpp"

#include "embedding/pca.hpp"
#include "embedding/spectral.hpp"

#include <algorithm>
#include <compare>
#include <numeric>
#include <span>
#include <vector>

namespace embedding {
namespace {

constexpr double start_deviation = 1e-4;

void part_duplicates(arma::fmat& points, const lucarne::Random& random) {
  const arma::fmat before = points;
  const auto at = [&before](arma::uword i) {
    return std::span<const float>(before.colptr(i), before.n_rows);
  };
  const auto order_of = [&at](arma::uword a, arma::uword b) {
    return std::lexicographical_compare_three_way(at(a).begin(), at(a).end(), at(b).begin(),
                                                  at(b).end());
  };
  std::vector<arma::uword> order(points.n_cols);
  std::iota(order.begin(), order.end(), arma::uword{0});
  std::sort(order.begin(), order.end(), [&order_of](arma::uword a, arma::uword b) {
    return order_of(a, b) != 0 ? order_of(a, b) < 0 : a < b;
  });
  for (arma::uword k = 1; k < order.size(); ++k) {
    const arma::uword i = order[k];
    if (order_of(i, order[k - 1]) != 0) continue;
    for (arma::uword c = 0; c < points.n_rows; ++c) {
      points(c, i) += static_cast<float>(start_deviation / 100 * random.normal(i, c));
    }
  }
}

arma::fmat scaled(const arma::mat& coordinates, const lucarne::Random& random) {
  const double deviation = arma::stddev(arma::rowvec(coordinates.row(0)));
  arma::fmat points = arma::conv_to<arma::fmat>::from(
      (deviation > 0 ? start_deviation / deviation : 0) * coordinates);
  part_duplicates(points, random);
  return points;
}

}  // namespace

arma::fmat start_by_components(const arma::fmat& features, arma::uword d,
                               const lucarne::Random& random) {
  return scaled(principal_components(features, d).scores, random);
}

arma::fmat start_by_graph(const arma::fmat& features, const SparseGraph& graph, arma::uword d,
                          const lucarne::Random& random, const ParallelFor& parallel_for,
                          bool& in_parts) {
  in_parts = graph.n_points() < d + 3 || connected_parts(graph).max() > 0;
  if (in_parts) return start_by_components(features, d, random);
  return scaled(spectral_coordinates(graph, d, random, parallel_for).t(), random);
}

arma::fmat start_at_random(arma::uword n, arma::uword d, const lucarne::Random& random) {
  arma::fmat points(d, n);
  for (arma::uword i = 0; i < n; ++i) {
    for (arma::uword c = 0; c < d; ++c) {
      points(c, i) = static_cast<float>(start_deviation * random.normal(i, c));
    }
  }
  return points;
}

}  // namespace embedding
