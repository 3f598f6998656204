// SPDX-License-Identifier: MIT
#pragma once

#include "activations/top_items.hpp"

#include <lucarne/block.hpp>

#include <string>
#include <vector>

namespace lucarne::activations {

/// What is counted of one layer's units over items.
struct LayerStatistics {
  std::string layer;
  float threshold = 0;   ///< a unit is active above it
  arma::uvec active;     ///< items on which each unit is active
  arma::mat class_sums;  ///< units x classes: summed activation of the items of each class
  arma::fvec largest;    ///< largest activation of each unit; -infinity before any item
  TopItems top;

  LayerStatistics() = default;
  LayerStatistics(std::string name, float above, arma::uword n_units, arma::uword n_classes,
                  arma::uword n_top);

  void consume(const arma::fmat& activations, const arma::uvec& labels, arma::uword first);
  void merge(const LayerStatistics& right);
  void archive(Archive& archive) { archive(layer, threshold, active, class_sums, largest, top); }
};

/// The fold of this analysis: every layer's statistics over the split.
struct UnitStatistics {
  arma::uword n_items = 0;
  arma::uvec class_counts;
  std::vector<LayerStatistics> layers;

  void consume(const Block& block);
  void merge(const UnitStatistics& right);
  void archive(Archive& archive) { archive(n_items, class_counts, layers); }
};

}  // namespace lucarne::activations
