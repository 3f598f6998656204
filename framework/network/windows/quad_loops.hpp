// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// Loops over pictures that are pooled by 2 x 2 pixels, compiled for several instruction sets.
/// Without heavy headers, because they are compiled apart.
namespace lucarne {

/// Which of its four a pooled element came from, in C order: 0 to 3; 4 where a Relu before the
/// pooling lets nothing back. As wide as the floats that it goes with.
using Place = std::uint32_t;
inline constexpr Place no_place = 4;

/// A Relu and the largest of each 2 x 2 pixels of two rows, and where it was; a NaN counts as
/// largest. shape: top and bottom at least 2 n_pooled x n_channels, out and places n_pooled x
/// n_channels     requires: n_channels is a multiple of 8
void pool_rows(const float* top, const float* bottom, std::size_t n_pooled, std::size_t n_channels,
               float* out, Place* places);

/// Two rows of what the pooling and the Relu pass back for a row of the pooled picture: each dy at
/// its place, else 0. Zeros follow to the next multiple of 16, for which there must be room.
/// shape: places and dy n; top and bottom 2 n
void spread_row(const Place* places, const float* dy, std::size_t n, float* top, float* bottom);

/// The other way: true where at most one of each four is not zero. `dy` is 0 where none is.
/// shape: top and bottom 2 n; dy and places n
bool read_row(const float* top, const float* bottom, std::size_t n, float* dy, Place* places);

/// What a pooled pixel passes back through the kernels of all channels, for a row of them: the
/// pixels that it reaches, its patch.
struct Patches {
  std::size_t n_channels;
  std::size_t channel_stride;  ///< of places and dy
  const float* table;          ///< n_channels x 5 places x length: a kernel at each place, or zeros
  std::size_t length;          ///< a multiple of 8, at most 64
};

/// shape: places and dy n for each channel; patches n x length
void sum_patches(const Patches& of, const Place* places, const float* dy, std::size_t n,
                 float* patches);

/// Adds patches of height x width, each two pixels from the one before, to rows of pixels.
void add_patches(const float* patches, std::size_t n, std::size_t length, std::size_t height,
                 std::size_t width, float* rows, std::size_t row_stride);

}  // namespace lucarne
