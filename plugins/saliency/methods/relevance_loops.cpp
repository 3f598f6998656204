// SPDX-License-Identifier: MIT
#include "saliency/methods/relevance_loops.hpp"

#include "saliency/methods/vectorised.hpp"

#include <bit>
#include <cstdint>

namespace lucarne::saliency {
namespace {

constexpr float stands_for_zero = 1e-7F;

// By bits: gcc 12 makes a branch of a choice of floats, and no vectors.
inline float either(bool condition, float one, float other) {
  const std::uint32_t bits = condition ? ~0U : 0U;
  return std::bit_cast<float>((bits & std::bit_cast<std::uint32_t>(one)) |
                              (~bits & std::bit_cast<std::uint32_t>(other)));
}

}  // namespace

SALIENCY_VECTORISED
void divide_by_outputs(const float* relevance, const float* z, float epsilon, std::size_t n,
                       float* share) {
  if (epsilon == 0) {
    for (std::size_t i = 0; i < n; ++i) {
      share[i] = relevance[i] / either(z[i] == 0, stands_for_zero, z[i]);
    }
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    share[i] = relevance[i] / (z[i] + either(z[i] >= 0, epsilon, -epsilon));
  }
}

}  // namespace lucarne::saliency
