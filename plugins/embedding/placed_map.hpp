// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/feature_map.hpp"
#include "embedding/saved_map.hpp"

#include <lucarne/results.hpp>

namespace embedding {

/// New items in a saved map, and how well they fit in.
struct PlacedMap {
  std::string layer;
  arma::mat points;             ///< 2 x m
  double label_accuracy = 0;    ///< share whose class is the commonest of the nearest on the map
  double feature_accuracy = 0;  ///< and of the nearest in feature space
  double kept = 0;              ///< share of the nearest in feature space that are so on the map
  arma::vec distance;         ///< m: mean distance to the nearest reference items in feature space
  double usual_distance = 0;  ///< what 99 % of the reference items stay below among themselves
  arma::uword n_strangers = 0;  ///< new items beyond that
};

/// Places items of a layer's features in the map.
/// throws: ParameterError of "transform_file" where the map is of other features or classes; Error
/// where the features are not finite; Cancelled
PlacedMap place(const std::string& layer, const SavedMap& map, const arma::fmat& features,
                const Sample& sample, const MapSettings& settings, const lucarne::Context& context);

/// Numbers, the map with the reference pale behind, and the items that are unlike all of it.
void report_placed(const PlacedMap& placed, const SavedMap& map, const Sample& sample,
                   arma::uword n_isolated, const lucarne::Context& context,
                   lucarne::Results& results);

}  // namespace embedding
