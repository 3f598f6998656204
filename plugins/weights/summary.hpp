// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/histogram.hpp>

namespace lucarne::weights {

/// Plain statistics of all weights of a layer, summed in double.
struct Summary {
  double mean = 0;
  double std = 0;  ///< of the population (divided by n), as numpy's std
  double min = 0;
  double max = 0;
  /// Share of weights smaller in magnitude than 1 % of the layer's largest magnitude; 1 where all
  /// weights are zero.     range: [0, 1]
  double near_zero = 0;
};

/// requires: weights not empty and finite
Summary summarise(const arma::fmat& weights);

/// Counts of equally wide bins from the smallest to the largest value. The last bin includes the
/// largest value, as in numpy. A constant sample gets bins from half a unit below to half a unit
/// above it. requires: values not empty and finite, bins > 0
Histogram histogram(const arma::fmat& values, arma::uword bins);

}  // namespace lucarne::weights
