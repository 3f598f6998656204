// SPDX-License-Identifier: MIT
#include "network/windows/winograd_loops.hpp"

#include "network/vectorised.hpp"

namespace lucarne {
namespace {

// Vectors of eight even where the machine has wider ones: see sum_columns().
using TileFloats = float __attribute__((vector_size(32), aligned(4), may_alias));

inline __attribute__((always_inline)) const TileFloats& tile_at(const float* from) {
  return *reinterpret_cast<const TileFloats*>(from);
}

// A column (or row) of four of the transformed tile.
inline __attribute__((always_inline)) void transform_four(const TileFloats& a, const TileFloats& b,
                                                          const TileFloats& c, const TileFloats& d,
                                                          TileFloats* to, std::size_t stride) {
  to[0] = a - c;
  to[stride] = b + c;
  to[2 * stride] = c - b;
  to[3 * stride] = b - d;
}

template <std::size_t n_rows, std::size_t n_vectors>
inline __attribute__((always_inline)) void multiply_some(const WinogradSizes& sizes,
                                                         const float* tiles, const float* kernel,
                                                         float* products) {
  TileFloats sums[n_rows][n_vectors] = {};
  for (std::size_t channel = 0; channel < sizes.in_channels; ++channel) {
    for (std::size_t v = 0; v < n_vectors; ++v) {
      const TileFloats weight = tile_at(kernel + 8 * v);
      for (std::size_t row = 0; row < n_rows; ++row) {
        sums[row][v] += tiles[row * sizes.in_channels + channel] * weight;
      }
    }
    kernel += sizes.out_channels;
  }
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (std::size_t v = 0; v < n_vectors; ++v) {
      *reinterpret_cast<TileFloats*>(products + row * sizes.out_channels + 8 * v) = sums[row][v];
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
inline __attribute__((always_inline)) void transform_three(const TileFloats& a, const TileFloats& b,
                                                           const TileFloats& c, TileFloats* to,
                                                           std::size_t stride) {
  const TileFloats ends = a + c;
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
    TileFloats rows[12];
    TileFloats all[16];
    for (std::size_t x = 0; x < 3; ++x) {
      transform_three(tile_at(k + x * n), tile_at(k + (3 + x) * n), tile_at(k + (6 + x) * n),
                      rows + x, 3);
    }
    for (std::size_t y = 0; y < 4; ++y) {
      transform_three(rows[3 * y], rows[3 * y + 1], rows[3 * y + 2], all + 4 * y, 1);
    }
    for (std::size_t number = 0; number < winograd_numbers; ++number) {
      *reinterpret_cast<TileFloats*>(transformed + number * n + i) = all[number];
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
      TileFloats rows[16];
      TileFloats all[16];
      for (std::size_t x = 0; x < 4; ++x) {
        const float* column = corner + x * sizes.in_channels + channel;
        transform_four(tile_at(column), tile_at(column + row_length),
                       tile_at(column + 2 * row_length), tile_at(column + 3 * row_length), rows + x,
                       4);
      }
      for (std::size_t y = 0; y < 4; ++y) {
        transform_four(rows[4 * y], rows[4 * y + 1], rows[4 * y + 2], rows[4 * y + 3], all + 4 * y,
                       1);
      }
      for (std::size_t i = 0; i < 16; ++i) {
        *reinterpret_cast<TileFloats*>(to + i * stride + channel) = all[i];
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
    TileFloats upper[4];
    TileFloats lower[4];
    for (std::size_t x = 0; x < 4; ++x) {
      const TileFloats a = tile_at(from + x * stride + channel);
      const TileFloats b = tile_at(from + (4 + x) * stride + channel);
      const TileFloats c = tile_at(from + (8 + x) * stride + channel);
      const TileFloats d = tile_at(from + (12 + x) * stride + channel);
      upper[x] = a + b + c;
      lower[x] = b - c - d;
    }
    const TileFloats bias = tile_at(biases + channel);
    *reinterpret_cast<TileFloats*>(pixels[0] + channel) = upper[0] + upper[1] + upper[2] + bias;
    *reinterpret_cast<TileFloats*>(pixels[1] + channel) = upper[1] - upper[2] - upper[3] + bias;
    *reinterpret_cast<TileFloats*>(pixels[2] + channel) = lower[0] + lower[1] + lower[2] + bias;
    *reinterpret_cast<TileFloats*>(pixels[3] + channel) = lower[1] - lower[2] - lower[3] + bias;
  }
}

}  // namespace lucarne
