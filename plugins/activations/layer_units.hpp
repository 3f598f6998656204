// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/model.hpp>

namespace lucarne::activations {

/// What is counted as one unit of a layer: an element, or a whole feature map with the mean of its
/// elements as value.
struct LayerUnits {
  arma::uword count = 0;
  arma::uword positions = 1;  ///< elements of one unit, side by side in memory
};

/// Feature maps of a layer of channels x height x width where `channels` is true; else elements.
/// source: Morcos et al. 2018, arXiv:1803.06959, section 2: means over a feature map
LayerUnits units_of(const Layer& layer, bool channels);

/// Mean over the positions of each unit, summed in double. shape: (units * positions) x items in,
/// units x items out
arma::fmat unit_values(const arma::fmat& activations, arma::uword positions);

}  // namespace lucarne::activations
