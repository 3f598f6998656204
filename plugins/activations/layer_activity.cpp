// SPDX-License-Identifier: MIT
#include "activations/layer_activity.hpp"

#include <algorithm>

namespace lucarne::activations {
namespace {

// A tenth of the preferred class's items.
void leave_out_rare_units(Selectivity& selectivity, const arma::uvec& active,
                          const arma::uvec& class_counts) {
  for (arma::uword unit = 0; unit < active.n_elem; ++unit) {
    const arma::uword class_items = class_counts(selectivity.preferred(unit));
    if (10 * active(unit) < class_items) selectivity.judged(unit) = 0;
  }
}

// Minus infinity for a unit that has no activation, or none that is a number.
arma::vec largest_values(const TopK& top) {
  arma::vec largest(top.n_features());
  for (arma::uword unit = 0; unit < largest.n_elem; ++unit) {
    const arma::vec kept = top.values(unit);
    largest(unit) = kept.is_empty() ? -arma::datum::inf : kept(0);
  }
  return largest;
}

}  // namespace

float resting_value(const Layer& layer) {
  return layer.op == "Sigmoid" || layer.op == "HardSigmoid" ? 0.5f : 0.0f;
}

bool switches_off(const Layer& layer) { return layer.op == "Relu" || layer.op == "Clip"; }

LayerActivity activity(const Layer& layer, const LayerStatistics& statistics,
                       const UnitStatistics& all, arma::fmat samples) {
  LayerActivity result;
  result.layer = layer;
  result.n_items = all.n_items;
  result.threshold = statistics.threshold;
  result.rates =
      arma::conv_to<arma::vec>::from(statistics.active) / static_cast<double>(all.n_items);
  result.class_means = statistics.classes.means();
  result.largest = largest_values(statistics.top);
  result.selectivity = selectivity(result.class_means);
  if (switches_off(layer)) {
    leave_out_rare_units(result.selectivity, statistics.active, statistics.classes.counts());
  }
  result.dead = arma::find(statistics.active == 0);
  result.active = 100 * arma::mean(result.rates);
  if (!samples.is_empty()) {
    const arma::uword count = arma::accu(samples > statistics.threshold);
    result.active_shown = 100 * static_cast<double>(count) / static_cast<double>(samples.n_elem);
  }
  result.samples = std::move(samples);
  result.top = statistics.top;
  return result;
}

arma::uvec LayerActivity::strongest(arma::uword unit) const {
  const arma::uvec fired = arma::find(top.values(unit) > threshold);
  return top.items(unit).elem(fired);
}

double dead_rate_bound(arma::uword n_items) {
  return std::min(1.0, 3 / static_cast<double>(n_items));
}

}  // namespace lucarne::activations
