// SPDX-License-Identifier: MIT
#pragma once

#include "network/windows/channel_blocks.hpp"

#include <vector>
#include "network/windows/convolution.hpp"

namespace lucarne {

/// The adjoint of a convolution of few channels, as the first of a network has: the gradient of
/// pixels. oneDNN's kernels have a vector of channels, of which all but these would be empty, so
/// that it makes a matrix product of it; here a vector is of pixels.
/// Measured with 3 x 3 kernels, AVX-512 (Zen 4), one thread, 28 x 28 and 64 x 64 pixels, 16 and 64
/// channels of outputs: 3.3 to 6.1 times as fast for 1 channel, 1.4 to 7.4 times for 3.
/// What a pooling by quads passes back has one number in each four: the pixels that it reaches, in
/// whatever place it stands, are a vector of their own, so that a sum of such is all that is made.
class FewChannelsAdjoint {
 public:
  /// Two axes, up to 3 channels in one group, stride and dilation 1, kernels up to 7 wide.
  static bool fits(const ConvolutionShape& shape);

  /// shape: weights out_channels x in_channels x kernel, C order     requires: fits(shape)
  FewChannelsAdjoint(ConvolutionShape shape, arma::fvec weights);

  /// shape: as Convolution::adjoint()
  void run(const arma::fmat& out_like, arma::fmat& in_like, bool adds, Scratch& scratch) const;

  /// Of numbers that a pooling passes back, each to its place; to the bit what run() makes of them.
  /// shape: dy and places (channels x pooled pixels) x items
  void run_pooled(const arma::fmat& dy, const arma::Mat<Place>& places, arma::fmat& in_like,
                  bool adds, Scratch& scratch) const;

 private:
  /// The outputs' rows, each between zeros, so that a kernel may run over its ends.
  struct Rows {
    float* first;         // where the first row's numbers go
    arma::uword padded;   // from one row to the next
    const float* memory;  // from the first zero on
  };

  Rows begin(Scratch& scratch) const;
  void gather(const Rows& rows, bool adds, float* to) const;
  bool has_patches() const { return !tables_.empty(); }
  void make_tables();
  void sum_pooled(const float* dy, const Place* places, bool adds, float* to, float* room) const;
  arma::uword n_padded_pixels() const;
  arma::uword room_of_patches() const;

  ConvolutionShape shape_;
  arma::fvec weights_;
  arma::uword patch_length_ = 0;
  std::vector<arma::fvec> tables_;  // as Patches wants, one for each input channel
};

}  // namespace lucarne
