// SPDX-License-Identifier: MIT
#include "network/windows/few_channels_adjoint.hpp"

#include "network/vectorised.hpp"

#include <algorithm>
#include <new>
#include <numeric>

namespace lucarne {
namespace {

constexpr arma::uword most_channels = 3;
constexpr arma::uword widest_kernel = 7;
constexpr arma::uword strip = 32;  // pixels of a row whose sums stay in registers

/// One item's planes of outputs, each row between zeros, so that a kernel may run over its ends.
struct PaddedPlanes {
  const float* rows = nullptr;
  arma::uword count = 0;
  arma::uword height = 0;
  arma::uword width = 0;  // with the zeros
};

struct Kernels {
  const float* weights = nullptr;  // of the first plane, for one input channel
  arma::uword stride = 0;          // from one plane's to the next one's
  arma::uword height = 0;
  arma::uword width = 0;
  arma::uword pad = 0;  // above the first row of the inputs
};

// Two rows of one channel's inputs, or the last one alone: every output that they took part in
// gives back its share. Two at a time, as the sums of one wait for one another.
LUCARNE_VECTORISED
void gather_rows(const PaddedPlanes& planes, const Kernels& kernels, arma::uword y, bool both,
                 arma::uword n, bool adds, float* __restrict to) {
  for (arma::uword x = 0; x < n; x += strip) {
    float first[strip] = {};
    float second[strip] = {};
    for (arma::uword plane = 0; plane < planes.count; ++plane) {
      const float* w = kernels.weights + plane * kernels.stride;
      for (arma::uword ky = 0; ky < kernels.height; ++ky, w += kernels.width) {
        const arma::uword row = y + kernels.pad - ky;  // wraps below 0
        const bool has_first = row < planes.height;
        const bool has_second = both && row + 1 < planes.height;
        if (!has_first && !has_second) continue;
        const arma::uword top = has_first ? row : row + 1;
        const float* at =
            planes.rows + (plane * planes.height + top) * planes.width + x + kernels.width - 1;
        if (has_first && has_second) {
          for (arma::uword kx = 0; kx < kernels.width; ++kx) {
            for (arma::uword i = 0; i < strip; ++i) first[i] += w[kx] * (at - kx)[i];
            for (arma::uword i = 0; i < strip; ++i)
              second[i] += w[kx] * (at + planes.width - kx)[i];
          }
        } else if (has_first) {
          for (arma::uword kx = 0; kx < kernels.width; ++kx) {
            for (arma::uword i = 0; i < strip; ++i) first[i] += w[kx] * (at - kx)[i];
          }
        } else {
          for (arma::uword kx = 0; kx < kernels.width; ++kx) {
            for (arma::uword i = 0; i < strip; ++i) second[i] += w[kx] * (at - kx)[i];
          }
        }
      }
    }
    const arma::uword count = std::min(strip, n - x);
    for (arma::uword i = 0; i < count; ++i) to[x + i] = adds ? to[x + i] + first[i] : first[i];
    if (!both) continue;
    float* next = to + n;
    for (arma::uword i = 0; i < count; ++i) {
      next[x + i] = adds ? next[x + i] + second[i] : second[i];
    }
  }
}

}  // namespace

bool FewChannelsAdjoint::fits(const ConvolutionShape& shape) {
  const Window& window = shape.window;
  if (window.n_axes() != 2 || shape.groups != 1 || shape.in_channels > most_channels) return false;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const arma::uword kernel = window.kernel[axis];
    if (window.strides[axis] != 1 || window.dilations[axis] != 1 || kernel > widest_kernel ||
        window.begin[axis] >= kernel || window.end[axis] >= kernel) {
      return false;
    }
  }
  return true;
}

FewChannelsAdjoint::FewChannelsAdjoint(ConvolutionShape shape, arma::fvec weights)
    : shape_(std::move(shape)), weights_(std::move(weights)) {
  make_tables();
}

FewChannelsAdjoint::Rows FewChannelsAdjoint::begin(Scratch& scratch) const {
  const Window& window = shape_.window;
  const arma::uword strips = (window.in[1] + strip - 1) / strip;
  const arma::uword padded = strips * strip + window.kernel[1] - 1;
  const arma::uword n = shape_.out_channels * window.out[0] * padded;
  float* memory = scratch.take(n);
  std::fill_n(memory, n, 0.0F);
  return {memory + window.kernel[1] - 1 - window.begin[1], padded, memory};
}

void FewChannelsAdjoint::gather(const Rows& rows, bool adds, float* to) const {
  const Window& window = shape_.window;
  const arma::uword kernel_size = window.kernel[0] * window.kernel[1];
  const PaddedPlanes planes{rows.memory, shape_.out_channels, window.out[0], rows.padded};
  for (arma::uword channel = 0; channel < shape_.in_channels; ++channel) {
    const Kernels kernels{weights_.memptr() + channel * kernel_size,
                          shape_.in_channels * kernel_size, window.kernel[0], window.kernel[1],
                          window.begin[0]};
    for (arma::uword y = 0; y < window.in[0]; y += 2) {
      const bool both = y + 1 < window.in[0];
      gather_rows(planes, kernels, y, both, window.in[1], adds, to);
      to += (both ? 2 : 1) * window.in[1];
    }
  }
}

void FewChannelsAdjoint::make_tables() {
  const Window& window = shape_.window;
  const arma::uword height = window.kernel[0];
  const arma::uword width = window.kernel[1];
  const arma::uword n = (height + 1) * (width + 1);
  if (window.out[0] < 2 || window.out[1] < 2) return;
  patch_length_ = (n + 7) / 8 * 8;
  for (arma::uword in = 0; in < shape_.in_channels; ++in) {
    arma::fvec table(shape_.out_channels * (no_place + 1) * patch_length_, arma::fill::zeros);
    for (arma::uword out = 0; out < shape_.out_channels; ++out) {
      const float* w = weights_.memptr() + (out * shape_.in_channels + in) * height * width;
      for (Place place = 0; place < no_place; ++place) {
        float* patch = table.memptr() + (out * (no_place + 1) + place) * patch_length_;
        for (arma::uword k = 0; k < height * width; ++k) {
          patch[(place / 2 + k / width) * (width + 1) + place % 2 + k % width] = w[k];
        }
      }
    }
    tables_.push_back(std::move(table));
  }
}

arma::uword FewChannelsAdjoint::n_padded_pixels() const {
  const Window& window = shape_.window;
  return (window.in[0] + window.begin[0] + window.end[0]) *
         (window.in[1] + window.begin[1] + window.end[1]);
}

arma::uword FewChannelsAdjoint::room_of_patches() const {
  return n_padded_pixels() + shape_.window.out[1] / 2 * patch_length_;
}

void FewChannelsAdjoint::sum_pooled(const float* dy, const Place* places, bool adds, float* to,
                                    float* room) const {
  const Window& window = shape_.window;
  const arma::uword height = window.out[0] / 2;
  const arma::uword width = window.out[1] / 2;
  const arma::uword row_length = window.in[1] + window.begin[1] + window.end[1];
  float* patches = room + n_padded_pixels();
  for (const arma::fvec& table : tables_) {
    std::fill_n(room, n_padded_pixels(), 0.0F);
    const Patches of{shape_.out_channels, height * width, table.memptr(), patch_length_};
    for (arma::uword row = 0; row < height; ++row) {
      sum_patches(of, places + row * width, dy + row * width, width, patches);
      add_patches(patches, width, patch_length_, window.kernel[0] + 1, window.kernel[1] + 1,
                  room + 2 * row * row_length, row_length);
    }
    for (arma::uword y = 0; y < window.in[0]; ++y, to += window.in[1]) {
      const float* from = room + (y + window.begin[0]) * row_length + window.begin[1];
      for (arma::uword x = 0; x < window.in[1]; ++x) to[x] = adds ? to[x] + from[x] : from[x];
    }
  }
}

void FewChannelsAdjoint::run(const arma::fmat& out_like, arma::fmat& in_like, bool adds,
                             Scratch& scratch) const {
  const arma::uword width = shape_.window.out[1];
  const arma::uword n_rows = shape_.out_channels * shape_.window.out[0];
  const QuadPlanes planes{shape_.out_channels, shape_.window.out[0], width};
  const arma::uword n_pooled = planes.count * planes.rows() * planes.columns();
  std::vector<arma::uword> others;
  if (has_patches()) {
    float* dy = scratch.take(2 * n_pooled + room_of_patches());
    auto* places = new (dy + n_pooled) Place[n_pooled];
    for (arma::uword item = 0; item < out_like.n_cols; ++item) {
      if (read_quads(planes, out_like.colptr(item), dy, places)) {
        sum_pooled(dy, places, adds, in_like.colptr(item), dy + 2 * n_pooled);
      } else {
        others.push_back(item);
      }
    }
    if (others.empty()) return;
  } else {
    others.resize(out_like.n_cols);
    std::iota(others.begin(), others.end(), arma::uword{0});
  }
  const Rows rows = begin(scratch);
  for (const arma::uword item : others) {
    const float* from = out_like.colptr(item);
    for (arma::uword row = 0; row < n_rows; ++row) {
      std::copy_n(from + row * width, width, rows.first + row * rows.padded);
    }
    gather(rows, adds, in_like.colptr(item));
  }
}

void FewChannelsAdjoint::run_pooled(const arma::fmat& dy, const arma::Mat<Place>& places,
                                    arma::fmat& in_like, bool adds, Scratch& scratch) const {
  float* room = scratch.take(room_of_patches());
  for (arma::uword item = 0; item < dy.n_cols; ++item) {
    sum_pooled(dy.colptr(item), places.colptr(item), adds, in_like.colptr(item), room);
  }
}

}  // namespace lucarne
