// SPDX-License-Identifier: MIT
#include "network/windows/quad_loops.hpp"

#include "network/vectorised.hpp"

#include <algorithm>

namespace lucarne {
namespace {

// Vectors of eight even where the machine has wider ones: see sum_columns().
using QuadFloats = float __attribute__((vector_size(32), aligned(4), may_alias));
using QuadWholes = std::uint32_t __attribute__((vector_size(32), aligned(4), may_alias));
using FourFloats = float __attribute__((vector_size(16), aligned(4), may_alias));

inline __attribute__((always_inline)) const QuadFloats& floats_at(const float* from) {
  return *reinterpret_cast<const QuadFloats*>(from);
}

template <class Number>
inline __attribute__((always_inline)) const QuadWholes& wholes_at(const Number* from) {
  return *reinterpret_cast<const QuadWholes*>(from);
}

// As the operators: a NaN stays, whichever it is compared with.
inline __attribute__((always_inline)) void rectify(QuadFloats& value) {
  value = value < 0.0F ? QuadFloats{} : value;
}

inline __attribute__((always_inline)) void take_larger(QuadFloats& a, const QuadFloats& b) {
  const QuadFloats larger = a >= b ? a : b;
  a = a != a ? a : larger;
}

// Which of the eight quads has what at one of its places.
inline __attribute__((always_inline)) void note(const QuadFloats& values, std::uint32_t at,
                                                QuadWholes& found, QuadWholes& place,
                                                QuadWholes& count) {
  const QuadWholes there = values != 0.0F ? QuadWholes{} + 1U : QuadWholes{};
  found = there != 0U ? reinterpret_cast<const QuadWholes&>(values) : found;
  place = there != 0U ? QuadWholes{} + at : place;
  count += there;
}

// Eight quads of two rows.
inline __attribute__((always_inline)) bool read_eight(const float* top, const float* bottom,
                                                      QuadWholes& found, QuadWholes& place) {
  const QuadFloats upper[] = {floats_at(top), floats_at(top + 8)};
  const QuadFloats lower[] = {floats_at(bottom), floats_at(bottom + 8)};
  found = QuadWholes{};
  place = QuadWholes{} + no_place;
  QuadWholes count{};
  note(__builtin_shufflevector(upper[0], upper[1], 0, 2, 4, 6, 8, 10, 12, 14), 0, found, place,
       count);
  note(__builtin_shufflevector(upper[0], upper[1], 1, 3, 5, 7, 9, 11, 13, 15), 1, found, place,
       count);
  note(__builtin_shufflevector(lower[0], lower[1], 0, 2, 4, 6, 8, 10, 12, 14), 2, found, place,
       count);
  note(__builtin_shufflevector(lower[0], lower[1], 1, 3, 5, 7, 9, 11, 13, 15), 3, found, place,
       count);
  std::uint32_t most = 0;
  for (int i = 0; i < 8; ++i) most = std::max(most, static_cast<std::uint32_t>(count[i]));
  return most <= 1;
}

// Some pixels at a time, as the sums of one wait for one another.
template <std::size_t n_pixels, std::size_t n_vectors>
inline __attribute__((always_inline)) void sum_patches_at(const Patches& of, const Place* places,
                                                          const float* dy, float* patches) {
  QuadFloats sums[n_pixels][n_vectors] = {};
  const float* kernels = of.table;
  for (std::size_t channel = 0; channel < of.n_channels; ++channel) {
    for (std::size_t p = 0; p < n_pixels; ++p) {
      const float* kernel = kernels + places[p] * (8 * n_vectors);
      for (std::size_t i = 0; i < n_vectors; ++i) sums[p][i] += dy[p] * floats_at(kernel + 8 * i);
    }
    kernels += (no_place + 1) * 8 * n_vectors;
    places += of.channel_stride;
    dy += of.channel_stride;
  }
  for (std::size_t p = 0; p < n_pixels; ++p) {
    for (std::size_t i = 0; i < n_vectors; ++i) {
      *reinterpret_cast<QuadFloats*>(patches + (p * n_vectors + i) * 8) = sums[p][i];
    }
  }
}

template <std::size_t n_vectors>
inline __attribute__((always_inline)) void sum_patches_of(const Patches& of, const Place* places,
                                                          const float* dy, std::size_t n,
                                                          float* patches) {
  constexpr std::size_t at_a_time = n_vectors <= 2 ? 4 : 1;
  std::size_t pixel = 0;
  for (; pixel + at_a_time <= n; pixel += at_a_time) {
    sum_patches_at<at_a_time, n_vectors>(of, places + pixel, dy + pixel,
                                         patches + pixel * 8 * n_vectors);
  }
  for (; pixel < n; ++pixel) {
    sum_patches_at<1, n_vectors>(of, places + pixel, dy + pixel, patches + pixel * 8 * n_vectors);
  }
}

}  // namespace

LUCARNE_VECTORISED
void pool_rows(const float* top, const float* bottom, std::size_t n_pooled, std::size_t n_channels,
               float* out, Place* places) {
  const QuadWholes none = QuadWholes{} + no_place;
  for (std::size_t pixel = 0; pixel < n_pooled; ++pixel) {
    for (std::size_t i = 0; i < n_channels; i += 8) {
      QuadFloats a = floats_at(top + i);
      QuadFloats b = floats_at(top + n_channels + i);
      QuadFloats c = floats_at(bottom + i);
      QuadFloats d = floats_at(bottom + n_channels + i);
      for (QuadFloats* of : {&a, &b, &c, &d}) rectify(*of);
      QuadFloats largest = a;
      take_larger(largest, c);
      QuadFloats right = b;
      take_larger(right, d);
      take_larger(largest, right);
      *reinterpret_cast<QuadFloats*>(out + i) = largest;
      QuadWholes place = c == largest ? QuadWholes{} + 2U : QuadWholes{} + 3U;
      place = b == largest ? QuadWholes{} + 1U : place;
      place = a == largest ? QuadWholes{} : place;
      *reinterpret_cast<QuadWholes*>(places + i) = largest > 0.0F ? place : none;
    }
    top += 2 * n_channels;
    bottom += 2 * n_channels;
    out += n_channels;
    places += n_channels;
  }
}

LUCARNE_VECTORISED
void spread_row(const Place* places, const float* dy, std::size_t n, float* top, float* bottom) {
  for (std::size_t i = 0; i < n; i += 8) {
    QuadWholes place = QuadWholes{} + no_place;
    QuadWholes value{};
    if (n - i >= 8) {
      place = wholes_at(places + i);
      value = wholes_at(dy + i);
    } else {
      for (std::size_t k = 0; k < n - i; ++k) {
        place[k] = places[i + k];
        value[k] = __builtin_bit_cast(std::uint32_t, dy[i + k]);
      }
    }
    const QuadWholes none{};
    const QuadWholes a = place == 0U ? value : none;
    const QuadWholes b = place == 1U ? value : none;
    const QuadWholes c = place == 2U ? value : none;
    const QuadWholes d = place == 3U ? value : none;
    auto* upper = reinterpret_cast<QuadWholes*>(top + 2 * i);
    auto* lower = reinterpret_cast<QuadWholes*>(bottom + 2 * i);
    upper[0] = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    upper[1] = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    lower[0] = __builtin_shufflevector(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
    lower[1] = __builtin_shufflevector(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  }
}

LUCARNE_VECTORISED
bool read_row(const float* top, const float* bottom, std::size_t n, float* dy, Place* places) {
  QuadWholes found;
  QuadWholes place;
  for (std::size_t i = 0; i < n && n >= 8;) {
    if (!read_eight(top + 2 * i, bottom + 2 * i, found, place)) return false;
    *reinterpret_cast<QuadWholes*>(dy + i) = found;
    *reinterpret_cast<QuadWholes*>(places + i) = place;
    // The last eight overlap those before them, and are the same again.
    i = i + 8 < n && i + 16 > n ? n - 8 : i + 8;
  }
  if (n >= 8) return true;
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const float quad[] = {top[2 * i], top[2 * i + 1], bottom[2 * i], bottom[2 * i + 1]};
    std::uint32_t count = 0;
    std::uint32_t at = no_place;
    for (std::uint32_t k = 4; k-- > 0;) {
      count += quad[k] != 0 ? 1U : 0U;
      at = quad[k] != 0 ? k : at;
    }
    most = std::max(most, count);
    places[i] = at;
    dy[i] = at == no_place ? 0.0F : quad[at];
  }
  return most <= 1;
}

LUCARNE_VECTORISED
void sum_patches(const Patches& of, const Place* places, const float* dy, std::size_t n,
                 float* patches) {
  switch (of.length / 8) {
    case 1: return sum_patches_of<1>(of, places, dy, n, patches);
    case 2: return sum_patches_of<2>(of, places, dy, n, patches);
    case 3: return sum_patches_of<3>(of, places, dy, n, patches);
    case 4: return sum_patches_of<4>(of, places, dy, n, patches);
    case 5: return sum_patches_of<5>(of, places, dy, n, patches);
    case 6: return sum_patches_of<6>(of, places, dy, n, patches);
    case 7: return sum_patches_of<7>(of, places, dy, n, patches);
    default: return sum_patches_of<8>(of, places, dy, n, patches);
  }
}

// Every other patch first: those next to each other overlap, and a sum that has just been written
// in other pieces is read slowly.
LUCARNE_VECTORISED
void add_patches(const float* patches, std::size_t n, std::size_t length, std::size_t height,
                 std::size_t width, float* rows, std::size_t row_stride) {
  for (std::size_t parity = 0; parity < 2; ++parity) {
    for (std::size_t pixel = parity; pixel < n; pixel += 2) {
      const float* patch = patches + pixel * length;
      float* to = rows + 2 * pixel;
      for (std::size_t row = 0; row < height; ++row) {
        if (width == 4) {
          *reinterpret_cast<FourFloats*>(to) += *reinterpret_cast<const FourFloats*>(patch);
        } else {
          for (std::size_t i = 0; i < width; ++i) to[i] += patch[i];
        }
        patch += width;
        to += row_stride;
      }
    }
  }
}

}  // namespace lucarne
