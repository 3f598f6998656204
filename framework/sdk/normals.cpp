// SPDX-License-Identifier: MIT
#include <lucarne/random.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

// One copy for each of these instruction sets; the machine picks one when it starts.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LUCARNE_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LUCARNE_WIDE
#endif

namespace lucarne {
namespace {

constexpr std::size_t draws_at_once = 256;
// Bounds, relative to the radius, how far the two ways to a normal number lie apart: the series
// below leave out 4e-12 at most, the single draw is wrong by less than 2e-15. More terms cost more
// than the one draw in a thousand that is not certain.
constexpr double certain = 3e-11;

constexpr std::uint64_t low_word = 0xFFFFFFFFULL;

// Whole numbers below 2^52, as vectors of AVX2 can convert them: as the last bits of 2^52 + n.
inline double as_double(std::uint64_t n) {
  return std::bit_cast<double>(n | 0x4330000000000000ULL) - 0x1.0p52;
}

// The first 53 of the 64 bits as a number in [0, 1).
inline double unit_interval(std::uint64_t high, std::uint64_t low) {
  return as_double(high) * 0x1.0p-32 + as_double(low >> 11U) * 0x1.0p-53;
}

// log w for 0 < w <= 1: w = 2^k m with m around 1, and log m = 2 artanh((m - 1) / (m + 1)).
inline double logarithm(double w) {
  constexpr std::uint64_t root_half = 0x3FE6A09E667F3BCDULL;  // bits of sqrt(1 / 2)
  // 64 is added to k, which is -53 at least, so that no bits of a negative number are shifted.
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(w) - root_half + (64ULL << 52U);
  const double k = as_double(bits >> 52U) - 64;
  const double m = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFULL) + root_half);
  const double s = (m - 1) / (m + 1);
  const double s2 = s * s;
  double sum = 1.0 / 13;
  for (const int n : {11, 9, 7, 5, 3, 1}) sum = sum * s2 + 1.0 / n;
  return k * std::numbers::ln2 + 2 * s * sum;
}

// cos(2 pi t) for 0 <= t < 1 as the sine of an angle between -pi/2 and pi/2: Taylor's series.
inline double cosine_of_turns(double t) {
  const double angle = 2 * std::numbers::pi * (std::abs(t - 0.5) - 0.25);
  const double square = angle * angle;
  double sum = 1;
  for (const int n : {14, 12, 10, 8, 6, 4, 2}) sum = 1 - sum * square * (1.0 / (n * (n + 1)));
  return angle * sum;
}

/// Writes the numbers, and whether each is not certain to be the single draw's.
LUCARNE_WIDE void wide_normals(const std::array<std::uint32_t, 2>& key, std::uint64_t item,
                               std::uint64_t first_draw, double scale, std::size_t count,
                               float* __restrict out, std::uint32_t* __restrict uncertain) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t draw = first_draw + i;
    // Philox4x32-10 as in random.cpp; each word in 64 bits.
    std::uint64_t c0 = draw & low_word;
    std::uint64_t c1 = draw >> 32U;
    std::uint64_t c2 = item & low_word;
    std::uint64_t c3 = item >> 32U;
    std::uint32_t k0 = key[0];
    std::uint32_t k1 = key[1];
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t product0 = 0xD2511F53ULL * c0;
      const std::uint64_t product1 = 0xCD9E8D57ULL * c2;
      c0 = (product1 >> 32U) ^ c1 ^ k0;
      c1 = product1 & low_word;
      c2 = (product0 >> 32U) ^ c3 ^ k1;
      c3 = product0 & low_word;
      k0 += 0x9E3779B9U;
      k1 += 0xBB67AE85U;
    }
    const double radius = std::sqrt(-2 * logarithm(1 - unit_interval(c0, c1)));
    const double normal = radius * cosine_of_turns(unit_interval(c2, c3));
    const auto least = static_cast<float>(scale * (normal - certain * radius));
    const auto most = static_cast<float>(scale * (normal + certain * radius));
    out[i] = least;
    uncertain[i] = std::bit_cast<std::uint32_t>(least) ^ std::bit_cast<std::uint32_t>(most);
  }
}

}  // namespace

void Random::normals(std::uint64_t item, std::uint64_t first_draw, double scale,
                     std::span<float> out) const {
  std::array<std::uint32_t, draws_at_once> uncertain{};
  for (std::size_t first = 0; first < out.size(); first += draws_at_once) {
    const std::size_t count = std::min(draws_at_once, out.size() - first);
    wide_normals(key_, item, first_draw + first, scale, count, out.data() + first,
                 uncertain.data());
    for (std::size_t i = 0; i < count; ++i) {
      if (uncertain[i] == 0) continue;
      out[first + i] = static_cast<float>(scale * normal(item, first_draw + first + i));
    }
  }
}

}  // namespace lucarne
