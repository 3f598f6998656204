// SPDX-License-Identifier: MIT
#include "saliency/methods/front_loops.hpp"

#include "saliency/methods/vectorised.hpp"

#include <bit>
#include <cstdint>

namespace lucarne::saliency {
namespace {

// By bits: gcc 12 makes a branch of a choice of floats, and no vectors.
inline float kept_where(std::uint32_t bits, float value) {
  return std::bit_cast<float>(bits & std::bit_cast<std::uint32_t>(value));
}

}  // namespace

SALIENCY_VECTORISED
void take_largest(const LinePoint& point, std::size_t n, float* __restrict largest) {
  const double alpha = point.alpha;
  const float* __restrict from = point.from;
  const float* __restrict to = point.to;
  for (std::size_t i = 0; i < n; ++i) {
    const double begin = from[i];
    const auto z = static_cast<float>(begin + alpha * (static_cast<double>(to[i]) - begin));
    largest[i] = z > largest[i] ? z : largest[i];
  }
}

SALIENCY_VECTORISED
void keep_where_positive(const float* __restrict values, const float* __restrict gradient,
                         std::size_t n, float* __restrict kept) {
  for (std::size_t i = 0; i < n; ++i) kept[i] = kept_where(values[i] > 0 ? ~0U : 0U, gradient[i]);
}

SALIENCY_VECTORISED
void add_where_largest(const LinePoint& point, const float* __restrict largest, double weight,
                       std::size_t n, float* __restrict rest, double* __restrict sums) {
  const double alpha = point.alpha;
  const float* __restrict from = point.from;
  const float* __restrict to = point.to;
  for (std::size_t i = 0; i < n; ++i) {
    const double begin = from[i];
    const auto z = static_cast<float>(begin + alpha * (static_cast<double>(to[i]) - begin));
    const float share = kept_where(z == largest[i] ? ~0U : 0U, rest[i]);
    sums[i] += weight * static_cast<double>(share);
    rest[i] -= share;
  }
}

}  // namespace lucarne::saliency
