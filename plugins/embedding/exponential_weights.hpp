// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace embedding {

/// Partial sums of the loop below: eight on every machine, so that each gives the same bits.
inline constexpr std::size_t weight_lanes = 8;

/// Moments of the weights, partial sum by partial sum.
struct WeightMoments {
  double sum[weight_lanes] = {};
  double first[weight_lanes] = {};   ///< of weight times distance
  double second[weight_lanes] = {};  ///< of weight times the distance squared
};

/// weights[j] = exp(-beta distances[j]), to 2e-16 of it; 0 below exp(-40) = 4e-18, which is below
/// the last bit of a sum that is at least 1, and for an infinite distance. Adds to `moments`.
/// requires: distances not negative; n a multiple of weight_lanes
void exponential_weights(const double* distances, std::size_t n, double beta, double* weights,
                         WeightMoments& moments);

}  // namespace embedding
