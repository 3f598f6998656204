// SPDX-License-Identifier: MIT
#include "network/windows/sparse_adjoint.hpp"

#include <algorithm>
#include <new>

namespace lucarne {
namespace {

// Sums that stay near: of larger pictures the dense product is faster.
constexpr arma::uword most_sums = arma::uword{1} << 16U;

}  // namespace

bool SparseAdjoint::fits(const ConvolutionShape& shape) {
  const Window& window = shape.window;
  if (window.n_axes() != 2 || shape.groups != 1 || shape.in_channels % 8 != 0) return false;
  arma::uword sums = shape.in_channels;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    if (window.dilations[axis] != 1) return false;
    sums *= window.in[axis] + window.begin[axis] + window.end[axis];
  }
  return sums <= most_sums;
}

SparseAdjoint::SparseAdjoint(ConvolutionShape shape, const arma::fvec& weights)
    : shape_(std::move(shape)), weights_(weights.n_elem) {
  const Window& window = shape_.window;
  row_length_ = (window.in[1] + window.begin[1] + window.end[1]) * shape_.in_channels;
  const arma::uword kernel = window.kernel[0] * window.kernel[1];
  const arma::uword channels = shape_.in_channels;
  for (arma::uword out = 0; out < shape_.out_channels; ++out) {
    for (arma::uword in = 0; in < channels; ++in) {
      for (arma::uword k = 0; k < kernel; ++k) {
        weights_[(out * kernel + k) * channels + in] = weights[(out * channels + in) * kernel + k];
      }
    }
  }
}

arma::uword SparseAdjoint::n_sums() const {
  const Window& window = shape_.window;
  return (window.in[0] + window.begin[0] + window.end[0]) * row_length_;
}

std::uint32_t SparseAdjoint::offset_of(arma::uword row, arma::uword column) const {
  const Window& window = shape_.window;
  return static_cast<std::uint32_t>(row * window.strides[0] * row_length_ +
                                    column * window.strides[1] * shape_.in_channels);
}

SparseAdjoint::Room SparseAdjoint::begin(Scratch& scratch, arma::uword n_entries) const {
  constexpr arma::uword floats_each = sizeof(KernelEntry) / sizeof(float);
  float* sums = scratch.take(n_sums() + floats_each * n_entries);
  std::fill_n(sums, n_sums(), 0.0F);
  return {sums, new (sums + n_sums()) KernelEntry[n_entries]};
}

void SparseAdjoint::add_entries(const Room& room, arma::uword count, arma::uword channel) const {
  const Window& window = shape_.window;
  const KernelRows rows{window.kernel[0], window.kernel[1] * shape_.in_channels, row_length_};
  add_kernels(room.entries, count, weights_.memptr() + channel * rows.count * rows.length, rows,
              room.sums);
}

void SparseAdjoint::give(const float* sums, float* in_like, bool adds) const {
  const Window& window = shape_.window;
  const arma::uword width = window.in[1];
  const arma::uword n_pixels = window.in[0] * width;
  const float* from = sums + window.begin[0] * row_length_ + window.begin[1] * shape_.in_channels;
  const bool padded = window.begin[1] + window.end[1] > 0;
  const arma::uword rows = padded ? window.in[0] : 1;
  void (*const store)(const float*, const RowsToTranspose&, float*) = transpose_rows;
  for (arma::uword row = 0; row < rows; ++row) {
    const RowsToTranspose pixels{padded ? width : n_pixels, shape_.in_channels, n_pixels,
                                 shape_.in_channels};
    const auto give_row = adds ? transpose_and_add : store;
    give_row(from + row * row_length_, pixels, in_like + row * width);
  }
}

bool SparseAdjoint::pays(const ConvolutionShape& shape, const float* out_like) {
  const arma::uword n = shape.out_channels * n_elements(shape.window.out);
  return count_nonzero(out_like, n) <= n / 4;
}

void SparseAdjoint::run(const float* out_like, float* in_like, bool adds, Scratch& scratch) const {
  const arma::uword height = shape_.window.out[0];
  const arma::uword width = shape_.window.out[1];
  const Room room = begin(scratch, height * width);
  for (arma::uword channel = 0; channel < shape_.out_channels; ++channel) {
    const float* plane = out_like + channel * height * width;
    arma::uword count = 0;
    // Always written, kept where not zero: a branch would be mispredicted at every edge.
    const auto note = [&](arma::uword row, arma::uword column) {
      const float value = plane[row * width + column];
      room.entries[count] = {offset_of(row, column), value};
      count += value != 0 ? 1 : 0;
    };
    for (arma::uword row = 0; row < height; row += 2) {
      const bool both = row + 1 < height;
      for (arma::uword column = 0; column < width; column += 2) {
        const bool pair = column + 1 < width;
        note(row, column);
        if (pair) note(row, column + 1);
        if (both) note(row + 1, column);
        if (both && pair) note(row + 1, column + 1);
      }
    }
    add_entries(room, count, channel);
  }
  give(room.sums, in_like, adds);
}

void SparseAdjoint::run_pooled(const float* dy, const Place* places, float* in_like, bool adds,
                               Scratch& scratch) const {
  const arma::uword height = shape_.window.out[0] / 2;
  const arma::uword width = shape_.window.out[1] / 2;
  const arma::uword n = height * width;
  const Room room = begin(scratch, 2 * n);
  // Where each quad begins, once for all channels.
  auto* quads = new (room.entries + n) std::uint32_t[n];
  for (arma::uword i = 0; i < n; ++i) quads[i] = offset_of(i / width * 2, i % width * 2);
  const std::uint32_t offsets[] = {0, offset_of(0, 1), offset_of(1, 0), offset_of(1, 1), 0};
  static_assert(std::size(offsets) == no_place + 1);
  for (arma::uword channel = 0; channel < shape_.out_channels; ++channel) {
    arma::uword count = 0;
    for (arma::uword i = 0; i < n; ++i) {
      room.entries[count] = {quads[i] + offsets[places[i]], dy[i]};
      // No branch here either.
      count +=
          static_cast<arma::uword>(places[i] != no_place) & static_cast<arma::uword>(dy[i] != 0);
    }
    places += n;
    dy += n;
    add_entries(room, count, channel);
  }
  give(room.sums, in_like, adds);
}

}  // namespace lucarne
