// SPDX-License-Identifier: MIT
#include "activations/unit_statistics.hpp"

namespace lucarne::activations {

LayerStatistics::LayerStatistics(std::string name, float above, const LayerUnits& units,
                                 arma::uword n_classes, arma::uword n_top)
    : layer(std::move(name)),
      threshold(above),
      positions(units.positions),
      active(units.count, arma::fill::zeros),
      fired(units.count, arma::fill::zeros),
      classes(units.count, n_classes),
      top(units.count, n_top) {}

void LayerStatistics::consume(const arma::fmat& activations, const arma::uvec& labels,
                              arma::uword first) {
  for (arma::uword item = 0; item < activations.n_cols; ++item) {
    const float* values = activations.colptr(item);
    for (arma::uword unit = 0; unit < active.n_elem; ++unit, values += positions) {
      arma::uword above = 0;
      for (arma::uword place = 0; place < positions; ++place) above += values[place] > threshold;
      active[unit] += above;
      fired[unit] += above > 0;
    }
  }
  if (positions == 1) {
    classes.add(activations, labels);
    top.add(activations, first);
  } else {
    const arma::fmat means = unit_values(activations, positions);
    classes.add(means, labels);
    top.add(means, first);
  }
}

void LayerStatistics::merge(const LayerStatistics& right) {
  active += right.active;
  fired += right.fired;
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
