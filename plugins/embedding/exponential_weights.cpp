// SPDX-License-Identifier: MIT
#include "embedding/exponential_weights.hpp"

#include "embedding/vectorised.hpp"

#include <cstdint>

namespace embedding {
namespace {

using Reals = double __attribute__((vector_size(8 * weight_lanes), aligned(8), may_alias));
using Bits = std::uint64_t __attribute__((vector_size(8 * weight_lanes)));

constexpr double negligible = 40;

}  // namespace

// exp(x) = 2^k exp(r) for -64 < x <= 0 with |r| <= log(2) / 2, exp(r) by its Taylor series, whose
// next term would be r^13 / 13! < 2e-16. libm makes one exponential at a time.
EMBEDDING_VECTORISED void exponential_weights(const double* distances, std::size_t n, double beta,
                                              double* weights, WeightMoments& moments) {
  constexpr double to_integer = 0x1.8p52;  // added, the fraction is rounded away
  constexpr double per_log2 = 0x1.71547652b82fep0;
  constexpr double log2_high = 0x1.62e42fefa38p-1;
  constexpr double log2_low = 0x1.ef35793c7673p-45;
  const Reals none{};
  Reals sum{}, first{}, second{};
  for (std::size_t j = 0; j < n; j += weight_lanes) {
    const Reals found = *reinterpret_cast<const Reals*>(distances + j);
    const auto counts = beta * found < negligible;
    const Reals distance = counts ? found : none;
    const Reals x = -beta * distance;
    const Reals rounded = x * per_log2 + to_integer;
    const Reals k = rounded - to_integer;
    const Reals r = (x - k * log2_high) - k * log2_low;
    Reals series = r * (1.0 / 479001600) + 1.0 / 39916800;
    series = series * r + 1.0 / 3628800;
    series = series * r + 1.0 / 362880;
    series = series * r + 1.0 / 40320;
    series = series * r + 1.0 / 5040;
    series = series * r + 1.0 / 720;
    series = series * r + 1.0 / 120;
    series = series * r + 1.0 / 24;
    series = series * r + 1.0 / 6;
    series = series * r + 0.5;
    series = series * r + 1.0;
    series = series * r + 1.0;
    const Reals power = reinterpret_cast<Reals>(reinterpret_cast<Bits>(series) +
                                                (reinterpret_cast<Bits>(rounded) << 52U));
    const Reals weight = counts ? power : none;
    *reinterpret_cast<Reals*>(weights + j) = weight;
    sum += weight;
    first += weight * distance;
    second += weight * distance * distance;
  }
  for (std::size_t lane = 0; lane < weight_lanes; ++lane) {
    moments.sum[lane] += sum[lane];
    moments.first[lane] += first[lane];
    moments.second[lane] += second[lane];
  }
}

}  // namespace embedding
