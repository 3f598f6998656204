// SPDX-License-Identifier: MIT
#include "network/windows/winograd_convolution.hpp"

#include "network/windows/picture_loops.hpp"
#include "network/windows/winograd_loops.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <vector>

namespace lucarne {
namespace {

constexpr arma::uword most_numbers = arma::uword{1} << 15U;
constexpr arma::uword most_kernels = arma::uword{1} << 12U;

}  // namespace

struct WinogradConvolution::Room {
  arma::uword n_rows;  // of tiles
  arma::uword n_columns;
  WinogradSizes sizes;
  float* kernels;
  float* pixels;  // the padded item, channels next to each other
  float* tiles;
  float* products;
  float* more;
};

bool WinogradConvolution::fits(const ConvolutionShape& shape) {
  const Window& window = shape.window;
  return window.n_axes() == 2 && shape.groups == 1 && window.kernel == Shape{3, 3} &&
         window.strides == Shape{1, 1} && window.dilations == Shape{1, 1} &&
         shape.in_channels % 8 == 0 && shape.out_channels % 8 == 0 && window.out[0] >= 2 &&
         window.out[1] >= 2 && shape.in_channels * shape.out_channels <= most_kernels &&
         shape.in_channels * n_elements(window.in) + shape.out_channels * n_elements(window.out) <=
             most_numbers;
}

WinogradConvolution::WinogradConvolution(const ConvolutionShape& shape, const arma::fvec& weights,
                                         const arma::fvec& biases)
    : shape_(shape),
      weights_(weights.n_elem),
      biases_(biases.is_empty() ? arma::fvec(shape.out_channels, arma::fill::zeros) : biases) {
  const arma::uword n_taps = shape_.in_channels * 9;
  for (arma::uword out = 0; out < shape_.out_channels; ++out) {
    for (arma::uword tap = 0; tap < n_taps; ++tap) {
      const arma::uword at = tap % 9 * shape_.in_channels + tap / 9;
      weights_[at * shape_.out_channels + out] = weights[out * n_taps + tap];
    }
  }
}

arma::fvec WinogradConvolution::weights() const {
  arma::fvec plain(weights_.n_elem);
  const arma::uword n_taps = shape_.in_channels * 9;
  for (arma::uword out = 0; out < shape_.out_channels; ++out) {
    for (arma::uword tap = 0; tap < n_taps; ++tap) {
      const arma::uword at = tap % 9 * shape_.in_channels + tap / 9;
      plain[out * n_taps + tap] = weights_[at * shape_.out_channels + out];
    }
  }
  return plain;
}

arma::uword WinogradConvolution::padded_width() const {
  return shape_.window.in[1] + shape_.window.begin[1] + shape_.window.end[1];
}

arma::uword WinogradConvolution::n_padded() const {
  const Window& window = shape_.window;
  return (window.in[0] + window.begin[0] + window.end[0]) * padded_width() * shape_.in_channels;
}

WinogradConvolution::Room WinogradConvolution::begin(Scratch& scratch, arma::uword n_rows,
                                                     arma::uword n_columns,
                                                     arma::uword more) const {
  const arma::uword n_tiles = n_rows * n_columns;
  const arma::uword n_in = winograd_numbers * n_tiles * shape_.in_channels;
  const arma::uword n_out = winograd_numbers * n_tiles * shape_.out_channels;
  const arma::uword n_kernels = winograd_numbers * shape_.in_channels * shape_.out_channels;
  float* kernels = scratch.take(n_kernels + n_padded() + n_in + n_out + more);
  float* pixels = kernels + n_kernels;
  transform_kernels(shape_.in_channels * shape_.out_channels, weights_.memptr(), kernels);
  return {n_rows,
          n_columns,
          {n_tiles, shape_.in_channels, shape_.out_channels},
          kernels,
          pixels,
          pixels + n_padded(),
          pixels + n_padded() + n_in,
          pixels + n_padded() + n_in + n_out};
}

void WinogradConvolution::pack(const float* in, float* pixels) const {
  const Window& window = shape_.window;
  const arma::uword channels = shape_.in_channels;
  const arma::uword n_pixels = n_elements(window.in);
  if (n_padded() == channels * n_pixels) {
    return from_planes({1, channels}, n_pixels, in, pixels);
  }
  std::fill_n(pixels, n_padded(), 0.0F);
  for (arma::uword row = 0; row < window.in[0]; ++row) {
    float* to = pixels + ((row + window.begin[0]) * padded_width() + window.begin[1]) * channels;
    transpose_rows(in + row * window.in[1], {channels, window.in[1], channels, n_pixels}, to);
  }
}

void WinogradConvolution::multiply(const float* in, const Room& room) const {
  const Window& window = shape_.window;
  const arma::uword row_length = padded_width() * shape_.in_channels;
  pack(in, room.pixels);
  // The last tile of an odd size begins one pixel early.
  std::vector<std::uint32_t> columns(room.n_columns);
  for (arma::uword i = 0; i < room.n_columns; ++i) {
    columns[i] = static_cast<std::uint32_t>(std::min(2 * i, window.out[1] - 2));
  }
  for (arma::uword row = 0; row < room.n_rows; ++row) {
    const arma::uword y = std::min(2 * row, window.out[0] - 2);
    transform_tiles(room.sizes, room.pixels + y * row_length, row_length, columns.data(),
                    row * room.n_columns, room.n_columns, room.tiles);
  }
  multiply_tiles(room.sizes, room.tiles, room.kernels, room.products);
}

void WinogradConvolution::run(const arma::fmat& in, arma::fmat& out, bool adds,
                              Scratch& scratch) const {
  const arma::uword height = shape_.window.out[0];
  const arma::uword width = shape_.window.out[1];
  const arma::uword channels = shape_.out_channels;
  const Room room =
      begin(scratch, (height + 1) / 2, (width + 1) / 2, (height * width + 1) * channels);
  float* nowhere = room.more + height * width * channels;
  // What a tile that begins early has in common with the one before is that one's.
  const auto pixels_of = [&](arma::uword row, arma::uword column) {
    const arma::uword y = std::min(2 * row, height - 2);
    const arma::uword x = std::min(2 * column, width - 2);
    std::array<float*, 4> pixels{};
    for (arma::uword i = 0; i < 4; ++i) {
      const arma::uword at_y = y + i / 2;
      const arma::uword at_x = x + i % 2;
      const bool own = at_y >= 2 * row && at_x >= 2 * column;
      pixels[i] = own ? room.more + (at_y * width + at_x) * channels : nowhere;
    }
    return pixels;
  };
  for (arma::uword item = 0; item < in.n_cols; ++item) {
    multiply(in.colptr(item), room);
    for (arma::uword tile = 0; tile < room.sizes.n_tiles; ++tile) {
      transform_back(room.sizes, room.products, tile, biases_.memptr(),
                     pixels_of(tile / room.n_columns, tile % room.n_columns).data());
    }
    to_planes({1, channels}, height * width, room.more, out.colptr(item), adds);
  }
}

void WinogradConvolution::run_pooled(const arma::fmat& in, arma::fmat& out,
                                     arma::Mat<Place>* places, Scratch& scratch) const {
  const arma::uword channels = shape_.out_channels;
  const arma::uword n = out.n_rows;
  const Room room =
      begin(scratch, shape_.window.out[0] / 2, shape_.window.out[1] / 2, 4 * channels + 2 * n);
  float* quad = room.more;
  float* pooled = quad + 4 * channels;
  auto* found = new (pooled + n) Place[n];
  float* const pixels[] = {quad, quad + channels, quad + 2 * channels, quad + 3 * channels};
  for (arma::uword item = 0; item < in.n_cols; ++item) {
    multiply(in.colptr(item), room);
    for (arma::uword tile = 0; tile < room.sizes.n_tiles; ++tile) {
      transform_back(room.sizes, room.products, tile, biases_.memptr(), pixels);
      pool_rows(quad, quad + 2 * channels, 1, channels, pooled + tile * channels,
                found + tile * channels);
    }
    to_planes({1, channels}, n / channels, pooled, out.colptr(item), false);
    if (places != nullptr) to_planes({1, channels}, n / channels, found, places->colptr(item));
  }
}

}  // namespace lucarne
