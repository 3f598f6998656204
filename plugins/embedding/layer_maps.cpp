// SPDX-License-Identifier: MIT
#include "embedding/layer_maps.hpp"

#include <lucarne/error.hpp>

#include <atomic>

namespace embedding {
namespace {

constexpr arma::uword most_items_at_once = 5000;
constexpr arma::uword most_features_at_once = 4096;

bool is_small(const LayerFeatures& layer) {
  return layer.features.n_cols <= most_items_at_once &&
         layer.features.n_rows <= most_features_at_once;
}

}  // namespace

std::size_t mapped_at_once(const std::vector<LayerFeatures>& layers, std::size_t first) {
  std::size_t count = 0;
  while (first + count < layers.size() && is_small(layers[first + count])) ++count;
  return std::max<std::size_t>(count, 1);
}

std::vector<std::optional<FeatureMap>> map_layers(const std::vector<LayerFeatures>& layers,
                                                  std::size_t first, std::size_t count,
                                                  const Sample& sample, const MapSettings& settings,
                                                  const lucarne::Context& context,
                                                  const std::function<void(double)>& progress) {
  std::vector<std::optional<FeatureMap>> maps(count);
  std::vector<std::atomic<double>> shares(count);
  context.parallel_for(count, [&](arma::uword k) {
    const LayerFeatures& layer = layers[first + k];
    try {
      maps[k] = map_features(layer.layer, layer.features, sample, settings, context,
                             [&, k](double share) {
                               shares[k] = share;
                               double sum = 0;
                               for (const std::atomic<double>& one : shares) sum += one;
                               progress(sum / static_cast<double>(count));
                             });
    } catch (const lucarne::Cancelled&) {  // this map is absent; others may be worth keeping
    }
  });
  return maps;
}

}  // namespace embedding
