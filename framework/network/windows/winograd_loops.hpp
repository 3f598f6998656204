// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// The parts of Winograd's convolution F(2 x 2, 3 x 3), compiled for several instruction sets.
/// Without heavy headers, because they are compiled apart.
/// source: Lavin, Gray 2016, arXiv:1509.09308, section 4.1
namespace lucarne {

/// A tile of 4 x 4 numbers in, or 2 x 2 out, is transformed into this many.
inline constexpr std::size_t winograd_numbers = 16;

struct WinogradSizes {
  std::size_t n_tiles;
  std::size_t in_channels;   ///< a multiple of 8
  std::size_t out_channels;  ///< likewise
};

/// A row of tiles, the first of them number `first`: pixels whose channels lie next to each other
/// are brought to winograd_numbers x n_tiles x in_channels.
/// `columns`: where each tile begins, in pixels; `row_length`: floats from one row to the next
void transform_tiles(const WinogradSizes& sizes, const float* pixels, std::size_t row_length,
                     const std::uint32_t* columns, std::size_t first, std::size_t n, float* tiles);

/// For each of the numbers: tiles x in_channels times in_channels x out_channels.
void multiply_tiles(const WinogradSizes& sizes, const float* tiles, const float* kernels,
                    float* products);

/// A tile's 2 x 2 pixels of all channels, plus the biases. `pixels`: where each of the four goes
void transform_back(const WinogradSizes& sizes, const float* products, std::size_t tile,
                    const float* biases, float* const* pixels);

/// n kernels of 3 x 3, a multiple of 8.     shape: kernels 9 x n, transformed winograd_numbers x n
void transform_kernels(std::size_t n, const float* kernels, float* transformed);

}  // namespace lucarne
