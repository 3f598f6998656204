// SPDX-License-Identifier: MIT
#include "embedding/placed_map.hpp"

#include "embedding/approximate_neighbours.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace embedding {
namespace {

constexpr arma::uword least_reference = 16;
constexpr double usual_share = 0.99;

using Indices = arma::Mat<std::uint32_t>;

double share_kept(const Indices& in_features, const Indices& in_map) {
  arma::uword kept = 0;
  for (arma::uword i = 0; i < in_map.n_cols; ++i) {
    for (arma::uword k = 0; k < in_map.n_rows; ++k) {
      kept += arma::any(in_features.col(i) == in_map(k, i));
    }
  }
  return static_cast<double>(kept) / static_cast<double>(in_map.n_elem);
}

arma::vec mean_distances(const Neighbours& neighbours) {
  return arma::mean(arma::sqrt(arma::conv_to<arma::mat>::from(neighbours.squared)), 0).t();
}

void check(const SavedMap& map, const arma::fmat& features, arma::uword n_classes,
           const MapSettings& settings) {
  const auto refuse = [](const std::string& what) {
    throw lucarne::ParameterError("transform_file", "parameter 'transform_file': " + what);
  };
  const Reference& reference = map.reference;
  const arma::uword least = map.method == "umap"
                                ? std::max(least_reference, settings.umap.neighbours + 1)
                                : least_reference;
  if (reference.points.n_cols < least) {
    refuse(fmt::format("the map must have at least {} items, found {}", least,
                       reference.points.n_cols));
  }
  if (reference.features.n_rows != features.n_rows) {
    refuse(
        fmt::format("the map is of {} features, the layer has {}; name the layer that the map "
                    "was made of in 'features'",
                    reference.features.n_rows, features.n_rows));
  }
  if (map.labels.max() >= n_classes) {
    refuse(
        fmt::format("the map has class {}, the data only {} classes", map.labels.max(), n_classes));
  }
}

}  // namespace

PlacedMap place(const std::string& layer, const SavedMap& map, const arma::fmat& features,
                const Sample& sample, const MapSettings& settings,
                const lucarne::Context& context) {
  const arma::uword n_classes = context.dataset().class_names().size();
  check(map, features, n_classes, settings);
  require_finite(layer, features);
  const ParallelFor parallel = [&context](arma::uword count,
                                          const std::function<void(arma::uword)>& task) {
    context.parallel_for(count, [&](arma::uword i) {
      context.stop_if_cancelled();
      task(i);
    });
  };
  const Reference& reference = map.reference;
  PlacedMap placed;
  placed.layer = layer;
  placed.points = map.method == "umap" ? place_in_umap(reference, features, settings.umap,
                                                       context.random(), parallel)
                                       : place_in_tsne(reference, features, parallel);
  const arma::uword k = quality_neighbours;
  const Neighbours near = nearest_in(reference.features, features, k, parallel);
  const Neighbours on_map = nearest_in(arma::conv_to<arma::fmat>::from(reference.points),
                                       arma::conv_to<arma::fmat>::from(placed.points), k, parallel);
  placed.feature_accuracy = label_accuracy(near.indices, map.labels, sample.labels, n_classes);
  placed.label_accuracy = label_accuracy(on_map.indices, map.labels, sample.labels, n_classes);
  placed.kept = share_kept(near.indices, on_map.indices);
  placed.distance = mean_distances(near);
  const arma::vec usual =
      arma::sort(mean_distances(find_neighbours(reference.features, k, settings.search, parallel)));
  const auto place_of_share =
      static_cast<arma::uword>(usual_share * static_cast<double>(usual.n_elem - 1));
  placed.usual_distance = usual(place_of_share);
  placed.n_strangers = arma::accu(placed.distance > placed.usual_distance);
  return placed;
}

}  // namespace embedding
