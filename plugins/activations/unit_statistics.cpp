// SPDX-License-Identifier: MIT
#include "activations/unit_statistics.hpp"

#include <algorithm>

namespace lucarne::activations {

LayerStatistics::LayerStatistics(std::string name, float above, arma::uword n_units,
                                 arma::uword n_classes, arma::uword n_top)
    : layer(std::move(name)),
      threshold(above),
      active(n_units, arma::fill::zeros),
      class_sums(n_units, n_classes, arma::fill::zeros),
      largest(n_units),
      top(n_units, n_top) {
  largest.fill(-arma::fdatum::inf);
}

void LayerStatistics::consume(const arma::fmat& activations, const arma::uvec& labels,
                              arma::uword first) {
  const arma::uword n_units = activations.n_rows;
  for (arma::uword item = 0; item < activations.n_cols; ++item) {
    const float* values = activations.colptr(item);
    double* sums = class_sums.colptr(labels(item));
    // Separate plain loops: the compiler turns the first three into vector instructions.
    for (arma::uword unit = 0; unit < n_units; ++unit) sums[unit] += values[unit];
    for (arma::uword unit = 0; unit < n_units; ++unit) active[unit] += values[unit] > threshold;
    for (arma::uword unit = 0; unit < n_units; ++unit) {
      largest[unit] = std::max(largest[unit], values[unit]);
    }
    for (arma::uword unit = 0; unit < n_units; ++unit) top.add(unit, values[unit], first + item);
  }
}

void LayerStatistics::merge(const LayerStatistics& right) {
  active += right.active;
  class_sums += right.class_sums;
  largest = arma::max(largest, right.largest);
  top.merge(right.top);
}

void UnitStatistics::consume(const Block& block) {
  n_items += block.size();
  for (const arma::uword label : block.labels) ++class_counts(label);
  for (LayerStatistics& layer : layers) {
    layer.consume(block.layer(layer.layer), block.labels, block.first);
  }
}

void UnitStatistics::merge(const UnitStatistics& right) {
  n_items += right.n_items;
  class_counts += right.class_counts;
  for (std::size_t i = 0; i < layers.size(); ++i) layers[i].merge(right.layers[i]);
}

}  // namespace lucarne::activations
