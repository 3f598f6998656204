// SPDX-License-Identifier: MIT
#include "activations/layer_activity.hpp"

#include <algorithm>

namespace lucarne::activations {
namespace {

// A tenth of the preferred class's items.
void leave_out_rare_units(Selectivity& selectivity, const arma::uvec& fired,
                          const arma::uvec& class_counts) {
  for (arma::uword unit = 0; unit < fired.n_elem; ++unit) {
    const arma::uword class_items = class_counts(selectivity.preferred(unit));
    if (10 * fired(unit) < class_items) selectivity.judged(unit) = 0;
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

void SampledLayer::add(const arma::fmat& activations, arma::uword positions, float threshold) {
  n_active += arma::accu(activations > threshold);
  n_elements += activations.n_elem;
  values = arma::join_rows(values, unit_values(activations, positions));
}

LayerActivity activity(const Layer& layer, const LayerStatistics& statistics,
                       const UnitStatistics& all, SampledLayer samples) {
  LayerActivity result;
  result.layer = layer;
  result.n_items = all.n_items;
  result.threshold = statistics.threshold;
  result.positions = statistics.positions;
  result.rates = arma::conv_to<arma::vec>::from(statistics.active) /
                 static_cast<double>(all.n_items * statistics.positions);
  result.class_means = statistics.classes.means();
  result.largest = largest_values(statistics.top);
  result.selectivity = selectivity(result.class_means);
  if (switches_off(layer)) {
    leave_out_rare_units(result.selectivity, statistics.fired, statistics.classes.counts());
  }
  result.dead = arma::find(statistics.fired == 0);
  result.active = 100 * arma::mean(result.rates);
  if (samples.n_elements > 0) {
    result.active_shown =
        100 * static_cast<double>(samples.n_active) / static_cast<double>(samples.n_elements);
  }
  result.samples = std::move(samples.values);
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
