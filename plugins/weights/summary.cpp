// SPDX-License-Identifier: MIT
#include "weights/summary.hpp"

#include <lucarne/moments.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::weights {

Summary summarise(const arma::fmat& weights) {
  Moments moments(1);
  moments.add(arma::fmat(arma::vectorise(weights).t()));
  Summary summary{moments.mean()(0), std::sqrt(moments.population_variance()(0)), moments.min()(0),
                  moments.max()(0), 0};
  const double limit = 0.01 * std::max(std::abs(summary.min), std::abs(summary.max));
  arma::uword small = 0;
  for (const float weight : weights) {
    small += std::abs(static_cast<double>(weight)) < limit || weight == 0 ? 1 : 0;
  }
  summary.near_zero = static_cast<double>(small) / static_cast<double>(weights.n_elem);
  return summary;
}

Histogram histogram(const arma::fmat& values, arma::uword bins) {
  double low = values.min();
  double high = values.max();
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  Histogram result(even_edges(low, high, bins));
  result.add(values);
  return result;
}

}  // namespace lucarne::weights
