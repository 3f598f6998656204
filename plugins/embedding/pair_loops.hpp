// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace embedding {

/// Points in blocks of eight, and what their pairs with others add to them. What a pair of rows
/// touches of a block lies together.
struct PairColumns {
  static constexpr std::size_t per_block = 8;
  static constexpr std::size_t coordinates_per_block = 2 * per_block;
  static constexpr std::size_t forces_per_block = 4 * per_block;

  const float* coordinates = nullptr;  ///< eight x and eight y of each block
  /// Eight each of minus K^2 dx, K^2 dy, p K dx, p K dy, with d = y_i - y_j and
  /// K = 1 / (1 + |d|^2).
  float* forces = nullptr;
};

/// Blocks of eight columns that two rows meet.
struct MetBlocks {
  const std::uint32_t* blocks = nullptr;
  std::size_t count = 0;
  const float* weights = nullptr;  ///< p, 16 for each block: eight of either row; null: no edges
};

/// All that two rows meet, with edges and without. The columns of their own tile are not told of
/// it: those are rows of the same tile, which meet these two as columns.
struct MetByRows {
  MetBlocks own_bare;
  MetBlocks own_linked;
  MetBlocks later_bare;
  MetBlocks later_linked;
};

/// Two points and the sums over all that they meet.
struct PairOfRows {
  float x[2] = {0, 0};
  float y[2] = {0, 0};
  double push_x[2] = {0, 0};  ///< of K^2 d
  double push_y[2] = {0, 0};
  double pull_x[2] = {0, 0};  ///< of p K d
  double pull_y[2] = {0, 0};
  double own_kernel = 0;  ///< of K in their tile, both rows together
  double later_kernel = 0;
};

/// Sets the sums of the two rows and adds to the columns. In vectors of eight floats; sums of about
/// 512 pairs are added in double. The same bits on every machine with AVX2 and FMA.
void meet_pairs(const PairColumns& columns, const MetByRows& met, PairOfRows& rows);

}  // namespace embedding
