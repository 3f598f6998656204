// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

namespace lucarne::saliency {

/// The layer whose maps a method of the CAM family combines.
struct MapLayer {
  std::string name;
  arma::uword n_maps = 0;
  Shape axes = {};  ///< of one map: height, width
  arma::uword n_places() const { return n_elements(axes); }
};

/// The layer that the settings name; else the last one that follows the last convolution through
/// normalisations, sums, concatenations and activation functions, its maps as large as the
/// convolution's.
/// throws: ParameterError naming 'layer' where it has no maps, or 'method' where there is no
/// convolution
MapLayer map_layer(const Model& model, const Settings& settings);

/// How the features of an item lie on the places of a map of the item.
struct ItemPlaces {
  Shape axes = {};  ///< height, width; empty where the item has fewer axes than a map
  arma::uword n_channels = 1;
  bool channels_last = false;
  arma::uword of_feature(arma::uword feature) const {
    return channels_last ? feature / n_channels : feature % n_elements(axes);
  }
};
ItemPlaces item_places(const Shape& item, arma::uword n_axes);

/// Maps of the layer as attributions: positive parts, in the item's height and width; as the
/// library that `compat:` names has them. shape: `maps` places of the layer x items
Explanation from_maps(const Question& question, const Settings& settings, const MapLayer& layer,
                      const arma::mat& maps);

/// Activations of one item as places x maps. requires: `item` has places * maps elements
arma::mat maps_of(const float* item, const MapLayer& layer);

}  // namespace lucarne::saliency
