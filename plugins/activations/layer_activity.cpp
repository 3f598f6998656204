// SPDX-License-Identifier: MIT
#include "activations/layer_activity.hpp"

#include <algorithm>

namespace lucarne::activations {

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
  result.class_means = statistics.class_sums;
  for (arma::uword k = 0; k < result.class_means.n_cols; ++k) {
    if (all.class_counts(k) == 0) {
      result.class_means.col(k).fill(arma::datum::nan);
    } else {
      result.class_means.col(k) /= static_cast<double>(all.class_counts(k));
    }
  }
  result.largest = statistics.largest;
  result.selectivity = selectivity(result.class_means);
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

double dead_rate_bound(arma::uword n_items) {
  return std::min(1.0, 3 / static_cast<double>(n_items));
}

}  // namespace lucarne::activations
