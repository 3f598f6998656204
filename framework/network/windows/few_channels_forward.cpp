// SPDX-License-Identifier: MIT
#include "network/windows/few_channels_forward.hpp"

#include "network/windows/picture_loops.hpp"

#include <algorithm>
#include <new>

namespace lucarne {

bool FewChannelsForward::fits(const ConvolutionShape& shape) {
  constexpr arma::uword most_channels_in = 3;
  constexpr arma::uword most_floats = arma::uword{1} << 16U;  // of what an item puts out
  const Window& window = shape.window;
  if (window.n_axes() != 2 || shape.groups != 1 || shape.in_channels > most_channels_in ||
      shape.out_channels % 8 != 0 || shape.out_channels * n_elements(window.out) > most_floats) {
    return false;
  }
  return window.strides == Shape{1, 1} && window.dilations == Shape{1, 1};
}

FewChannelsForward::FewChannelsForward(const ConvolutionShape& shape, const arma::fvec& weights,
                                       const arma::fvec& biases)
    : shape_(shape),
      weights_(weights.n_elem),
      biases_(biases.is_empty() ? arma::fvec(shape.out_channels, arma::fill::zeros) : biases) {
  const arma::uword n_taps = weights.n_elem / shape_.out_channels;
  for (arma::uword out = 0; out < shape_.out_channels; ++out) {
    for (arma::uword tap = 0; tap < n_taps; ++tap) {
      weights_[tap * shape_.out_channels + out] = weights[out * n_taps + tap];
    }
  }
}

arma::uword FewChannelsForward::padded_width() const {
  const Window& window = shape_.window;
  return window.in[1] + window.begin[1] + window.end[1];
}

arma::uword FewChannelsForward::padded_plane() const {
  const Window& window = shape_.window;
  return (window.in[0] + window.begin[0] + window.end[0]) * padded_width();
}

const float* FewChannelsForward::padded(const float* in, float* room) const {
  const Window& window = shape_.window;
  if (padded_plane() == n_elements(window.in)) return in;
  std::fill_n(room, shape_.in_channels * padded_plane(), 0.0F);
  for (arma::uword channel = 0; channel < shape_.in_channels; ++channel) {
    float* plane = room + channel * padded_plane();
    for (arma::uword row = 0; row < window.in[0]; ++row, in += window.in[1]) {
      std::copy_n(in, window.in[1],
                  plane + (row + window.begin[0]) * padded_width() + window.begin[1]);
    }
  }
  return room;
}

void FewChannelsForward::make_rows(const float* pixels, arma::uword first, arma::uword count,
                                   float* to) const {
  const Window& window = shape_.window;
  const PixelKernels kernels{shape_.in_channels, window.kernel[0], window.kernel[1],
                             padded_plane(),     padded_width(),   shape_.out_channels,
                             weights_.memptr(),  biases_.memptr()};
  for (arma::uword row = 0; row < count; ++row) {
    convolve_row(pixels + (first + row) * padded_width(), kernels, window.out[1],
                 to + row * window.out[1] * shape_.out_channels);
  }
}

arma::fvec FewChannelsForward::weights() const {
  arma::fvec plain(weights_.n_elem);
  const arma::uword n_taps = weights_.n_elem / shape_.out_channels;
  for (arma::uword tap = 0; tap < n_taps; ++tap) {
    for (arma::uword out = 0; out < shape_.out_channels; ++out) {
      plain[out * n_taps + tap] = weights_[tap * shape_.out_channels + out];
    }
  }
  return plain;
}

void FewChannelsForward::run(const arma::fmat& in, arma::fmat& out, bool adds,
                             Scratch& scratch) const {
  const arma::uword n_pixels = n_elements(shape_.window.out);
  float* made = scratch.take(out.n_rows + shape_.in_channels * padded_plane());
  for (arma::uword item = 0; item < in.n_cols; ++item) {
    make_rows(padded(in.colptr(item), made + out.n_rows), 0, shape_.window.out[0], made);
    to_planes({1, shape_.out_channels}, n_pixels, made, out.colptr(item), adds);
  }
}

void FewChannelsForward::run_pooled(const arma::fmat& in, arma::fmat& out, arma::Mat<Place>* places,
                                    Scratch& scratch) const {
  const Window& window = shape_.window;
  const arma::uword channels = shape_.out_channels;
  const arma::uword row_length = window.out[1] * channels;
  const arma::uword n_columns = window.out[1] / 2;
  const arma::uword n = out.n_rows;
  float* rows = scratch.take(2 * row_length + 2 * n + shape_.in_channels * padded_plane());
  float* pooled = rows + 2 * row_length;
  auto* found = new (pooled + n) Place[n];
  for (arma::uword item = 0; item < in.n_cols; ++item) {
    const float* pixels = padded(in.colptr(item), pooled + 2 * n);
    for (arma::uword row = 0; row < window.out[0] / 2; ++row) {
      make_rows(pixels, 2 * row, 2, rows);
      const arma::uword at = row * n_columns * channels;
      pool_rows(rows, rows + row_length, n_columns, channels, pooled + at, found + at);
    }
    to_planes({1, channels}, n / channels, pooled, out.colptr(item), false);
    if (places != nullptr) to_planes({1, channels}, n / channels, found, places->colptr(item));
  }
}

}  // namespace lucarne
