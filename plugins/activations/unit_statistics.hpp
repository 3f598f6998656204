// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/block.hpp>
#include <lucarne/fold_states.hpp>

#include <string>
#include <vector>

namespace lucarne::activations {

/// What is counted of one layer's units over items.
struct LayerStatistics {
  std::string layer;
  float threshold = 0;  ///< a unit is active above it
  arma::uvec active;    ///< items on which each unit is active
  GroupSums classes;    ///< activation of the items of each class
  TopK top;             ///< the items that activate each unit most

  LayerStatistics() = default;
  LayerStatistics(std::string name, float above, arma::uword n_units, arma::uword n_classes,
                  arma::uword n_top);

  void consume(const arma::fmat& activations, const arma::uvec& labels, arma::uword first);
  void merge(const LayerStatistics& right);
  void archive(Archive& archive) { archive(layer, threshold, active, classes, top); }
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
