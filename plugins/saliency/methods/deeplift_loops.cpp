// SPDX-License-Identifier: MIT
#include "saliency/methods/deeplift_loops.hpp"

#include "saliency/methods/vectorised.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace lucarne::saliency {
namespace {

// Below this difference of a unit's input the ratio of differences is the derivative.
constexpr float smallest_difference = 1e-10F;

inline std::uint32_t differs(float difference) {
  return std::abs(difference) >= smallest_difference ? ~0U : 0U;
}

// By bits: gcc 12 makes a branch of a choice of floats, and no vectors.
inline float chosen(std::uint32_t bits, float one, float other) {
  return std::bit_cast<float>((bits & std::bit_cast<std::uint32_t>(one)) |
                              (~bits & std::bit_cast<std::uint32_t>(other)));
}

}  // namespace

SALIENCY_VECTORISED
void store_ratios(const float* __restrict x, const float* __restrict x0, const float* __restrict y,
                  const float* __restrict y0, const float* __restrict g, std::size_t n,
                  float* __restrict result) {
  for (std::size_t i = 0; i < n; ++i) {
    const float in = x[i] - x0[i];
    result[i] = chosen(differs(in), g[i] * ((y[i] - y0[i]) / in), result[i]);
  }
}

SALIENCY_VECTORISED
void store_extremum_shares(const float* __restrict y, const float* __restrict y0,
                           const float* __restrict g, float sign, std::size_t n,
                           float* __restrict to_item, float* __restrict to_baseline) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t beyond = sign * y[i] >= sign * y0[i] ? ~0U : 0U;
    const float extreme = chosen(beyond, y[i], y0[i]);
    to_item[i] = g[i] * (extreme - y0[i]);
    to_baseline[i] = g[i] * (y[i] - extreme);
  }
}

SALIENCY_VECTORISED
void divide_by_differences(const float* __restrict x, const float* __restrict x0,
                           const float* __restrict more, std::size_t n, float* __restrict result) {
  for (std::size_t i = 0; i < n; ++i) {
    const float in = x[i] - x0[i];
    result[i] = chosen(differs(in), (result[i] + more[i]) / in, 0.0F);
  }
}

}  // namespace lucarne::saliency
