// SPDX-License-Identifier: MIT
#include "weights/summary.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::weights {

Summary summarise(const arma::fmat& weights) {
  const auto n = static_cast<double>(weights.n_elem);
  Summary summary;
  summary.min = weights.min();
  summary.max = weights.max();
  double sum = 0;
  for (const float weight : weights) sum += weight;
  summary.mean = sum / n;

  const double limit = 0.01 * std::max(std::abs(summary.min), std::abs(summary.max));
  double squares = 0;
  arma::uword small = 0;
  for (const float weight : weights) {
    const double centred = weight - summary.mean;
    squares += centred * centred;
    small += std::abs(static_cast<double>(weight)) < limit || weight == 0 ? 1 : 0;
  }
  summary.std = std::sqrt(squares / n);
  summary.near_zero = static_cast<double>(small) / n;
  return summary;
}

Histogram histogram(const arma::fmat& values, arma::uword bins) {
  double low = values.min();
  double high = values.max();
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  Histogram result{arma::uvec(bins, arma::fill::zeros), arma::linspace(low, high, bins + 1)};
  const double per_unit = static_cast<double>(bins) / (high - low);
  for (const float value : values) {
    auto bin = std::min(static_cast<arma::uword>((value - low) * per_unit), bins - 1);
    // The product may round across an edge; the edges decide.
    if (bin > 0 && value < result.edges(bin)) --bin;
    if (bin + 1 < bins && value >= result.edges(bin + 1)) ++bin;
    ++result.counts(bin);
  }
  return result;
}

}  // namespace lucarne::weights
