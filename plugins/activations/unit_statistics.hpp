// SPDX-License-Identifier: MIT
#pragma once

#include "activations/layer_units.hpp"

#include <lucarne/block.hpp>
#include <lucarne/fold_states.hpp>

#include <string>
#include <vector>

namespace lucarne::activations {

/// What is counted of one layer's units over items.
struct LayerStatistics {
  std::string layer;
  float threshold = 0;        ///< an element is active above it
  arma::uword positions = 1;  ///< elements of one unit
  arma::uvec active;          ///< items and positions at which each unit is active
  arma::uvec fired;           ///< items on which each unit is active at one position or more
  GroupSums classes;          ///< value of each unit for the items of each class
  TopK top;                   ///< the items for which each unit's value is largest

  LayerStatistics() = default;
  LayerStatistics(std::string name, float above, const LayerUnits& units, arma::uword n_classes,
                  arma::uword n_top);

  void consume(const arma::fmat& activations, const arma::uvec& labels, arma::uword first);
  void merge(const LayerStatistics& right);
  void archive(Archive& archive) {
    archive(layer, threshold, positions, active, fired, classes, top);
  }
};

/// The fold of this analysis: every layer's statistics over the split.
struct UnitStatistics {
  arma::uword n_items = 0;
  std::vector<LayerStatistics> layers;

  void consume(const Block& block);
  void merge(const UnitStatistics& right);
  void archive(Archive& archive) { archive(n_items, layers); }
};

}  // namespace lucarne::activations
