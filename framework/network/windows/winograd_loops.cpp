// SPDX-License-Identifier: MIT
#include "network/windows/winograd_loops.hpp"

#include "network/vector_lanes.hpp"
#include "network/vectorised.hpp"

namespace lucarne {
namespace {

// A column (or row) of four of the transformed tile.
inline __attribute__((always_inline)) void transform_four(const EightFloats& a,
                                                          const EightFloats& b,
                                                          const EightFloats& c,
                                                          const EightFloats& d, EightFloats* to,
                                                          std::size_t stride) {
  to[0] = a - c;
  to[stride] = b + c;
  to[2 * stride] = c - b;
  to[3 * stride] = b - d;
}

template <std::size_t n_rows, std::size_t n_vectors>
inline __attribute__((always_inline)) void multiply_some(const WinogradSizes& sizes,
                                                         const float* tiles, const float* kernel,
                                                         float* products) {
  EightFloats sums[n_rows][n_vectors] = {};
  for (std::size_t channel = 0; channel < sizes.in_channels; ++channel) {
    for (std::size_t v = 0; v < n_vectors; ++v) {
      const EightFloats weight = load_vector<EightFloats>(kernel + 8 * v);
      for (std::size_t row = 0; row < n_rows; ++row) {
        sums[row][v] += tiles[row * sizes.in_channels + channel] * weight;
      }
    }
    kernel += sizes.out_channels;
  }
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (std::size_t v = 0; v < n_vectors; ++v) {
      store_vector(sums[row][v], products + row * sizes.out_channels + 8 * v);
    }
  }
}

template <std::size_t n_vectors>
inline __attribute__((always_inline)) void multiply_channels(const WinogradSizes& sizes,
                                                             const float* tiles,
                                                             const float* kernel, float* products) {
  constexpr std::size_t rows = 5;
  const std::size_t n = sizes.n_tiles;
  std::size_t tile = 0;
  while (tile < n && n >= rows) {
    multiply_some<rows, n_vectors>(sizes, tiles + tile * sizes.in_channels, kernel,
                                   products + tile * sizes.out_channels);
    // The last ones overlap those before them, and are the same again.
    tile = tile + rows < n && tile + 2 * rows > n ? n - rows : tile + rows;
  }
  for (; tile < n; ++tile) {
    multiply_some<1, n_vectors>(sizes, tiles + tile * sizes.in_channels, kernel,
                                products + tile * sizes.out_channels);
  }
}

// A column (or row) of three of a kernel.
inline __attribute__((always_inline)) void transform_three(const EightFloats& a,
                                                           const EightFloats& b,
                                                           const EightFloats& c, EightFloats* to,
                                                           std::size_t stride) {
  const EightFloats ends = a + c;
  to[0] = a;
  to[stride] = (ends + b) * 0.5F;
  to[2 * stride] = (ends - b) * 0.5F;
  to[3 * stride] = c;
}

}  // namespace

LUCARNE_VECTORISED
void transform_kernels(std::size_t n, const float* kernels, float* transformed) {
  for (std::size_t i = 0; i < n; i += 8) {
    const float* k = kernels + i;
    EightFloats rows[12];
    EightFloats all[16];
    for (std::size_t x = 0; x < 3; ++x) {
      transform_three(load_vector<EightFloats>(k + x * n),
                      load_vector<EightFloats>(k + (3 + x) * n),
                      load_vector<EightFloats>(k + (6 + x) * n), rows + x, 3);
    }
    for (std::size_t y = 0; y < 4; ++y) {
      transform_three(rows[3 * y], rows[3 * y + 1], rows[3 * y + 2], all + 4 * y, 1);
    }
    for (std::size_t number = 0; number < winograd_numbers; ++number) {
      store_vector(all[number], transformed + number * n + i);
    }
  }
}

LUCARNE_VECTORISED
void transform_tiles(const WinogradSizes& sizes, const float* pixels, std::size_t row_length,
                     const std::uint32_t* columns, std::size_t first, std::size_t n, float* tiles) {
  const std::size_t stride = sizes.n_tiles * sizes.in_channels;
  for (std::size_t tile = 0; tile < n; ++tile) {
    const float* corner = pixels + columns[tile] * sizes.in_channels;
    float* to = tiles + (first + tile) * sizes.in_channels;
    for (std::size_t channel = 0; channel < sizes.in_channels; channel += 8) {
      EightFloats rows[16];
      EightFloats all[16];
      for (std::size_t x = 0; x < 4; ++x) {
        const float* column = corner + x * sizes.in_channels + channel;
        transform_four(load_vector<EightFloats>(column),
                       load_vector<EightFloats>(column + row_length),
                       load_vector<EightFloats>(column + 2 * row_length),
                       load_vector<EightFloats>(column + 3 * row_length), rows + x, 4);
      }
      for (std::size_t y = 0; y < 4; ++y) {
        transform_four(rows[4 * y], rows[4 * y + 1], rows[4 * y + 2], rows[4 * y + 3], all + 4 * y,
                       1);
      }
      for (std::size_t i = 0; i < 16; ++i) {
        store_vector(all[i], to + i * stride + channel);
      }
    }
  }
}

LUCARNE_VECTORISED
void multiply_tiles(const WinogradSizes& sizes, const float* tiles, const float* kernels,
                    float* products) {
  for (std::size_t number = 0; number < winograd_numbers; ++number) {
    std::size_t channel = 0;
    for (; channel + 16 <= sizes.out_channels; channel += 16) {
      multiply_channels<2>(sizes, tiles, kernels + channel, products + channel);
    }
    if (channel < sizes.out_channels) {
      multiply_channels<1>(sizes, tiles, kernels + channel, products + channel);
    }
    tiles += sizes.n_tiles * sizes.in_channels;
    kernels += sizes.in_channels * sizes.out_channels;
    products += sizes.n_tiles * sizes.out_channels;
  }
}

LUCARNE_VECTORISED
void transform_back(const WinogradSizes& sizes, const float* products, std::size_t tile,
                    const float* biases, float* const* pixels) {
  const std::size_t stride = sizes.n_tiles * sizes.out_channels;
  const float* from = products + tile * sizes.out_channels;
  for (std::size_t channel = 0; channel < sizes.out_channels; channel += 8) {
    EightFloats upper[4];
    EightFloats lower[4];
    for (std::size_t x = 0; x < 4; ++x) {
      const EightFloats a = load_vector<EightFloats>(from + x * stride + channel);
      const EightFloats b = load_vector<EightFloats>(from + (4 + x) * stride + channel);
      const EightFloats c = load_vector<EightFloats>(from + (8 + x) * stride + channel);
      const EightFloats d = load_vector<EightFloats>(from + (12 + x) * stride + channel);
      upper[x] = a + b + c;
      lower[x] = b - c - d;
    }
    const EightFloats bias = load_vector<EightFloats>(biases + channel);
    store_vector(EightFloats(upper[0] + upper[1] + upper[2] + bias), pixels[0] + channel);
    store_vector(EightFloats(upper[1] - upper[2] - upper[3] + bias), pixels[1] + channel);
    store_vector(EightFloats(lower[0] + lower[1] + lower[2] + bias), pixels[2] + channel);
    store_vector(EightFloats(lower[1] - lower[2] - lower[3] + bias), pixels[3] + channel);
  }
}

}  // namespace lucarne
