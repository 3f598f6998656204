// SPDX-License-Identifier: MIT
#include "activations/unit_statistics.hpp"

namespace lucarne::activations {

LayerStatistics::LayerStatistics(std::string name, float above, arma::uword n_units,
                                 arma::uword n_classes, arma::uword n_top)
    : layer(std::move(name)),
      threshold(above),
      active(n_units, arma::fill::zeros),
      classes(n_units, n_classes),
      top(n_units, n_top) {}

void LayerStatistics::consume(const arma::fmat& activations, const arma::uvec& labels,
                              arma::uword first) {
  const arma::uword n_units = activations.n_rows;
  for (arma::uword item = 0; item < activations.n_cols; ++item) {
    const float* values = activations.colptr(item);
    for (arma::uword unit = 0; unit < n_units; ++unit) active[unit] += values[unit] > threshold;
  }
  classes.add(activations, labels);
  top.add(activations, first);
}

void LayerStatistics::merge(const LayerStatistics& right) {
  active += right.active;
  classes.merge(right.classes);
  top.merge(right.top);
}

void UnitStatistics::consume(const Block& block) {
  n_items += block.size();
  for (LayerStatistics& layer : layers) {
    layer.consume(block.layer(layer.layer), block.labels, block.first);
  }
}

void UnitStatistics::merge(const UnitStatistics& right) {
  n_items += right.n_items;
  for (std::size_t i = 0; i < layers.size(); ++i) layers[i].merge(right.layers[i]);
}

}  // namespace lucarne::activations
