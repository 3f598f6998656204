// SPDX-License-Identifier: MIT
#include "data/item_values.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace lucarne {
namespace {

// Plain loops over raw pointers, which the compiler turns into vector instructions.
template <typename Number>
void divide(const Number* from, float scale, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]) / scale;
}

// Infinities and NaNs are the numbers whose exponent bits are all set. Sums of floats may not be
// reordered, unions of bits may: this one is vectorised.
bool all_finite(const float* values, float scale, std::size_t count) {
  constexpr std::uint32_t exponent = 0x7f800000;
  std::uint32_t not_finite = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(values[i] / scale);
    not_finite |= (bits & exponent) == exponent ? 1u : 0u;
  }
  return not_finite == 0;
}

}  // namespace

void ItemValues::scaled(std::size_t first, float scale, std::span<float> into) const {
  if (!bytes.span().empty()) {
    divide(bytes.span().data() + first, scale, into.size(), into.data());
  } else if (scale == 1.0f) {
    std::ranges::copy(floats.span().subspan(first, into.size()), into.begin());
  } else {
    divide(floats.span().data() + first, scale, into.size(), into.data());
  }
}

std::size_t ItemValues::first_not_finite(float scale) const {
  const std::span<const float> values = floats.span();
  if (all_finite(values.data(), scale, values.size())) return size();
  const auto found =
      std::ranges::find_if(values, [&](float value) { return !std::isfinite(value / scale); });
  return static_cast<std::size_t>(found - values.begin());
}

}  // namespace lucarne
