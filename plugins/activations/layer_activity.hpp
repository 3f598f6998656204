// SPDX-License-Identifier: MIT
#pragma once

#include "activations/selectivity.hpp"
#include "activations/unit_statistics.hpp"

#include <lucarne/model.hpp>

#include <optional>

namespace lucarne::activations {

/// The value above which a unit counts as active: what the activation function gives for an input
/// of zero. 0.5 after a sigmoid, 0 after everything else.
float resting_value(const Layer& layer);

/// Whether the function switches units off, so that a unit that never fires passes nothing on.
bool switches_off(const Layer& layer);

/// A layer on the samples.
struct SampledLayer {
  arma::fmat values;           ///< units x samples
  arma::uword n_active = 0;    ///< elements above the threshold
  arma::uword n_elements = 0;  ///< of all samples

  /// Takes further samples. shape: elements x samples
  void add(const arma::fmat& activations, arma::uword positions, float threshold);
};

/// One layer's units over the whole split and over the samples.
struct LayerActivity {
  Layer layer;
  arma::uword n_items = 0;
  float threshold = 0;
  arma::uword positions = 1;  ///< elements of one unit
  arma::vec rates;        ///< share of items (of items and positions) for which each unit is active
  arma::mat class_means;  ///< units x classes; NaN for a class without items
  arma::vec largest;      ///< largest activation of each unit
  Selectivity selectivity;
  arma::uvec dead;                     ///< units that are never active
  double active = 0;                   ///< percent of (element, item) pairs that are active
  std::optional<double> active_shown;  ///< the same over the samples; none without samples
  arma::fmat samples;                  ///< units x samples
  TopK top;

  arma::uword n_units() const { return rates.n_elem; }
  /// The items that activate a unit most, strongest first, as far as it is active on them.
  arma::uvec strongest(arma::uword unit) const;
};

/// Units of a layer that switches off are not judged selective where they are active on fewer items
/// than a tenth of their class's: a handful of items would make a perfect index.
/// requires: statistics of at least one item
LayerActivity activity(const Layer& layer, const LayerStatistics& statistics,
                       const UnitStatistics& all, SampledLayer samples);

/// Upper end of the 95 % confidence interval for how often a unit fires that never did in n items:
/// 3 / n, at most 1.
/// source: Hanley, Lippman-Hand 1983, "If nothing goes wrong, is everything all right?"
double dead_rate_bound(arma::uword n_items);

}  // namespace lucarne::activations
