// SPDX-License-Identifier: MIT
#pragma once

#include "weights/correlation.hpp"
#include "weights/summary.hpp"

#include <lucarne/figure.hpp>

#include <string>

namespace lucarne::weights {

/// All that the figure shows of one layer.
struct Distribution {
  std::string layer;
  arma::uword inputs = 0;
  Summary summary;
  Histogram histogram;
  arma::mat correlation;            ///< between the first units
  std::vector<UnitPair> strongest;  ///< of all the layer's units
};

/// Histogram with a dashed line at zero beside the correlation between units, and what they say.
void show_distribution(Figure& figure, const Distribution& distribution);

}  // namespace lucarne::weights
