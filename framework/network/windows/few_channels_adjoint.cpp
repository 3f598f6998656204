// SPDX-License-Identifier: MIT
#include "network/windows/few_channels_adjoint.hpp"

#include "network/vectorised.hpp"

#include <algorithm>

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
    : shape_(std::move(shape)), weights_(std::move(weights)) {}

void FewChannelsAdjoint::run(const arma::fmat& out_like, arma::fmat& in_like, bool adds,
                             Scratch& scratch) const {
  const Window& window = shape_.window;
  const arma::uword height = window.out[0];
  const arma::uword width = window.out[1];
  const arma::uword kernel_size = window.kernel[0] * window.kernel[1];
  const arma::uword strips = (window.in[1] + strip - 1) / strip;
  const arma::uword padded = strips * strip + window.kernel[1] - 1;
  const arma::uword n_rows = shape_.out_channels * height;
  float* rows = scratch.take(n_rows * padded);
  std::fill_n(rows, n_rows * padded, 0.0F);
  const PaddedPlanes planes{rows, shape_.out_channels, height, padded};
  for (arma::uword item = 0; item < out_like.n_cols; ++item) {
    const float* from = out_like.colptr(item);
    float* into = rows + window.kernel[1] - 1 - window.begin[1];
    for (arma::uword row = 0; row < n_rows; ++row) {
      std::copy_n(from + row * width, width, into + row * padded);
    }
    float* to = in_like.colptr(item);
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
}

}  // namespace lucarne
