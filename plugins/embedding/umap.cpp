// SPDX-License-Identifier: MIT
#include "embedding/umap.hpp"

#include "embedding/approximate_neighbours.hpp"
#include "embedding/memberships.hpp"
#include "embedding/start.hpp"
#include "embedding/umap_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace embedding {
namespace {

constexpr float map_width = 10;  // of the start, as umap-learn's
constexpr double start_noise = 1e-4;
constexpr std::uint64_t noise_draws = 5ULL << 32;

// From 0 to map_width in each direction, with a little noise that parts duplicates.
arma::fmat scaled_start(arma::mat points, const lucarne::Random& random) {
  const double largest = arma::abs(points).max();
  if (largest > 0) points *= static_cast<double>(map_width) / largest;
  arma::fmat start = arma::conv_to<arma::fmat>::from(points);
  for (arma::uword i = 0; i < start.n_cols; ++i) {
    for (arma::uword c = 0; c < start.n_rows; ++c) {
      start(c, i) += static_cast<float>(start_noise * random.normal(i, noise_draws + c));
    }
  }
  for (arma::uword c = 0; c < start.n_rows; ++c) {
    const float low = start.row(c).min();
    const float span = start.row(c).max() - low;
    start.row(c) = map_width * (start.row(c) - low) / (span > 0 ? span : 1);
  }
  return start;
}

arma::fmat start_of(const arma::fmat& features, const SparseGraph& graph,
                    const UmapSettings& settings, const lucarne::Random& random,
                    const ParallelFor& parallel_for, UmapMap& map) {
  arma::fmat start;
  if (settings.start == "spectral") {
    start = start_by_graph(features, graph, 2, random, parallel_for, map.in_parts);
  } else if (settings.start == "pca") {
    start = start_by_components(features, 2, random);
  } else {
    start = start_at_random(features.n_cols, 2, random);
  }
  return scaled_start(arma::conv_to<arma::mat>::from(start), random);
}

}  // namespace

UmapMap umap(const arma::fmat& features, const UmapSettings& settings,
             const lucarne::Random& random, const ParallelFor& parallel_for,
             const KeepGoing& progress) {
  constexpr arma::uword small = 10000;
  UmapMap map;
  map.n_epochs = settings.epochs > 0 ? settings.epochs : features.n_cols <= small ? 500 : 200;
  const SparseGraph graph = fuzzy_graph(
      find_neighbours(features, settings.neighbours, settings.search, parallel_for), parallel_for);
  arma::fmat points = start_of(features, graph, settings, random, parallel_for, map);
  const UmapCurve curve = fit_curve(settings.min_distance, settings.spread);
  UmapSchedule schedule(graph, settings.negative_samples, random);
  while (map.epochs < map.n_epochs) {
    const double left = 1 - static_cast<double>(map.epochs) / static_cast<double>(map.n_epochs);
    schedule.epoch(map.epochs, static_cast<float>(left), curve, points, parallel_for);
    ++map.epochs;
    if (!progress(1 - left + 1 / static_cast<double>(map.n_epochs))) break;
  }
  map.points = arma::conv_to<arma::mat>::from(points);
  map.points.each_col() -= arma::vec(arma::mean(map.points, 1));
  return map;
}

}  // namespace embedding
