// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/feature_map.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace embedding {

/// What a layer gives for the items of a sample.
struct LayerFeatures {
  std::string layer;    ///< or "input"
  arma::fmat features;  ///< features x items
};

/// How many layers from `first` on are mapped at once. Small maps are made side by side, a thread
/// each: those of one map would meet after every fraction of a millisecond. Large ones take turns,
/// since their threads have enough to do and their memory adds up.
std::size_t mapped_at_once(const std::vector<LayerFeatures>& layers, std::size_t first);

/// Maps of `count` layers from `first` on, in their order; the same bits as one by one. Absent
/// where the user stopped before that map had begun. `progress` is told the mean share done.
/// throws: Error where features are not finite
std::vector<std::optional<FeatureMap>> map_layers(const std::vector<LayerFeatures>& layers,
                                                  std::size_t first, std::size_t count,
                                                  const Sample& sample, const MapSettings& settings,
                                                  const lucarne::Context& context,
                                                  const std::function<void(double)>& progress);

}  // namespace embedding
