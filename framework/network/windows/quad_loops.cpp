// SPDX-License-Identifier: MIT
#include "network/windows/quad_loops.hpp"

#include "network/vector_lanes.hpp"
#include "network/vectorised.hpp"

#include <algorithm>

namespace lucarne {
namespace {

using FourFloats = float __attribute__((vector_size(16)));

// As the operators: a NaN stays, whichever it is compared with.
inline __attribute__((always_inline)) void rectify(EightFloats& value) {
  value = value < 0.0F ? EightFloats{} : value;
}

inline __attribute__((always_inline)) void take_larger(EightFloats& a, const EightFloats& b) {
  const EightFloats larger = a >= b ? a : b;
  a = a != a ? a : larger;
}

// Which of the eight quads has what at one of its places.
inline __attribute__((always_inline)) void note(const EightFloats& values, std::uint32_t at,
                                                EightWholes& found, EightWholes& place,
                                                EightWholes& count) {
  const EightWholes there = values != 0.0F ? EightWholes{} + 1U : EightWholes{};
  found = there != 0U ? reinterpret_cast<EightWholes>(values) : found;
  place = there != 0U ? EightWholes{} + at : place;
  count += there;
}

// Eight quads of two rows.
inline __attribute__((always_inline)) bool read_eight(const float* top, const float* bottom,
                                                      EightWholes& found, EightWholes& place) {
  const EightFloats upper[] = {load_vector<EightFloats>(top), load_vector<EightFloats>(top + 8)};
  const EightFloats lower[] = {load_vector<EightFloats>(bottom),
                               load_vector<EightFloats>(bottom + 8)};
  found = EightWholes{};
  place = EightWholes{} + no_place;
  EightWholes count{};
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
  EightFloats sums[n_pixels][n_vectors] = {};
  const float* kernels = of.table;
  for (std::size_t channel = 0; channel < of.n_channels; ++channel) {
    for (std::size_t p = 0; p < n_pixels; ++p) {
      const float* kernel = kernels + places[p] * (8 * n_vectors);
      for (std::size_t i = 0; i < n_vectors; ++i)
        sums[p][i] += dy[p] * load_vector<EightFloats>(kernel + 8 * i);
    }
    kernels += (no_place + 1) * 8 * n_vectors;
    places += of.channel_stride;
    dy += of.channel_stride;
  }
  for (std::size_t p = 0; p < n_pixels; ++p) {
    for (std::size_t i = 0; i < n_vectors; ++i) {
      store_vector(sums[p][i], patches + (p * n_vectors + i) * 8);
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
  const EightWholes none = EightWholes{} + no_place;
  for (std::size_t pixel = 0; pixel < n_pooled; ++pixel) {
    for (std::size_t i = 0; i < n_channels; i += 8) {
      EightFloats a = load_vector<EightFloats>(top + i);
      EightFloats b = load_vector<EightFloats>(top + n_channels + i);
      EightFloats c = load_vector<EightFloats>(bottom + i);
      EightFloats d = load_vector<EightFloats>(bottom + n_channels + i);
      for (EightFloats* of : {&a, &b, &c, &d}) rectify(*of);
      EightFloats largest = a;
      take_larger(largest, c);
      EightFloats right = b;
      take_larger(right, d);
      take_larger(largest, right);
      store_vector(largest, out + i);
      EightWholes place = c == largest ? EightWholes{} + 2U : EightWholes{} + 3U;
      place = b == largest ? EightWholes{} + 1U : place;
      place = a == largest ? EightWholes{} : place;
      place = largest > 0.0F ? place : none;
      store_vector(place, places + i);
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
    EightWholes place = EightWholes{} + no_place;
    EightWholes value{};
    if (n - i >= 8) {
      place = load_vector<EightWholes>(places + i);
      value = load_vector<EightWholes>(dy + i);
    } else {
      for (std::size_t k = 0; k < n - i; ++k) {
        place[k] = places[i + k];
        value[k] = __builtin_bit_cast(std::uint32_t, dy[i + k]);
      }
    }
    const EightWholes none{};
    const EightWholes a = place == 0U ? value : none;
    const EightWholes b = place == 1U ? value : none;
    const EightWholes c = place == 2U ? value : none;
    const EightWholes d = place == 3U ? value : none;
    const EightWholes rows[] = {__builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11),
                                __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15),
                                __builtin_shufflevector(c, d, 0, 8, 1, 9, 2, 10, 3, 11),
                                __builtin_shufflevector(c, d, 4, 12, 5, 13, 6, 14, 7, 15)};
    store_vector(rows[0], top + 2 * i);
    store_vector(rows[1], top + 2 * i + 8);
    store_vector(rows[2], bottom + 2 * i);
    store_vector(rows[3], bottom + 2 * i + 8);
  }
}

LUCARNE_VECTORISED
bool read_row(const float* top, const float* bottom, std::size_t n, float* dy, Place* places) {
  EightWholes found;
  EightWholes place;
  for (std::size_t i = 0; i < n && n >= 8;) {
    if (!read_eight(top + 2 * i, bottom + 2 * i, found, place)) return false;
    store_vector(found, dy + i);
    store_vector(place, places + i);
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
          const FourFloats sum = load_vector<FourFloats>(to) + load_vector<FourFloats>(patch);
          store_vector(sum, to);
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
