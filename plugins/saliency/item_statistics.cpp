// SPDX-License-Identifier: MIT
#include "saliency/item_statistics.hpp"

#include <cmath>

namespace lucarne::saliency {

ItemStatistics item_statistics(const float* gradient, const float* input, arma::uword n_features,
                               double threshold) {
  double sum = 0;
  double sum_of_squares = 0;
  double foreground = 0;
  double pixels = 0;
  for (arma::uword feature = 0; feature < n_features; ++feature) {
    const double saliency = std::abs(static_cast<double>(gradient[feature]));
    const double inside = static_cast<double>(input[feature]) > threshold ? 1 : 0;
    sum += saliency;
    sum_of_squares += saliency * saliency;
    foreground += inside * saliency;
    pixels += inside;
  }
  const auto n = static_cast<double>(n_features);
  // 0 / 0 is the NaN that the declaration promises.
  return {foreground / sum, pixels / n, sum / n, sum * sum / (n * sum_of_squares)};
}

}  // namespace lucarne::saliency
