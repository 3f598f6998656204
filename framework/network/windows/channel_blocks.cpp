// SPDX-License-Identifier: MIT
#include "network/windows/channel_blocks.hpp"

#include "network/windows/picture_loops.hpp"

#include <algorithm>

namespace lucarne {

void to_planes(const ChannelBlocks& blocks, arma::uword n_pixels, const float* in, float* out,
               bool adds) {
  void (*const store)(const float*, const RowsToTranspose&, float*) = transpose_rows;
  const auto give = adds ? transpose_and_add : store;
  const arma::uword size = blocks.block * n_pixels;
  for (arma::uword group = 0; group < blocks.groups; ++group) {
    give(in + group * size, {n_pixels, blocks.block, n_pixels, blocks.block}, out + group * size);
  }
}

void to_planes(const ChannelBlocks& blocks, arma::uword n_pixels, const Place* in, Place* out) {
  const arma::uword size = blocks.block * n_pixels;
  for (arma::uword group = 0; group < blocks.groups; ++group) {
    transpose_rows(in + group * size, {n_pixels, blocks.block, n_pixels, blocks.block},
                   out + group * size);
  }
}

void from_planes(const ChannelBlocks& blocks, arma::uword n_pixels, const float* in, float* out) {
  const arma::uword size = blocks.block * n_pixels;
  for (arma::uword group = 0; group < blocks.groups; ++group) {
    transpose_rows(in + group * size, {blocks.block, n_pixels, blocks.block, n_pixels},
                   out + group * size);
  }
}

void rectified_quads(const ChannelBlocks& blocks, const QuadPlanes& planes, const float* in,
                     float* out, Place* places) {
  const arma::uword row_length = planes.in_columns * blocks.block;
  const arma::uword pooled_length = planes.columns() * blocks.block;
  for (arma::uword group = 0; group < blocks.groups; ++group) {
    for (arma::uword row = 0; row < planes.rows(); ++row) {
      const float* top = in + 2 * row * row_length;
      pool_rows(top, top + row_length, planes.columns(), blocks.block, out, places);
      out += pooled_length;
      places += pooled_length;
    }
    in += planes.in_rows * row_length;
  }
}

bool read_quads(const QuadPlanes& planes, const float* in, float* dy, Place* places) {
  const arma::uword n = planes.columns();
  const arma::uword width = planes.in_columns;
  const auto all_zero = [](const float* from, arma::uword count) {
    return std::all_of(from, from + count, [](float value) { return value == 0; });
  };
  for (arma::uword plane = 0; plane < planes.count; ++plane, in += planes.in_rows * width) {
    for (arma::uword row = 0; row < planes.rows(); ++row) {
      const float* top = in + 2 * row * width;
      const float* bottom = top + width;
      if (!read_row(top, bottom, n, dy, places)) return false;
      if (width % 2 != 0 && (top[2 * n] != 0 || bottom[2 * n] != 0)) return false;
      dy += n;
      places += n;
    }
    if (planes.in_rows % 2 != 0 && !all_zero(in + 2 * planes.rows() * width, width)) return false;
  }
  return true;
}

void spread_quads(const QuadPlanes& planes, const Place* places, const float* dy, float* out) {
  const arma::uword n = planes.columns();
  const arma::uword width = planes.in_columns;
  for (arma::uword plane = 0; plane < planes.count; ++plane) {
    for (arma::uword row = 0; row < planes.rows(); ++row) {
      float* top = out + 2 * row * width;
      // In this order: what a row's zeros run into is written after it.
      spread_row(places, dy, n, top, top + width);
      places += n;
      dy += n;
    }
    out += planes.in_rows * width;
  }
}

}  // namespace lucarne
