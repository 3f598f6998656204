// SPDX-License-Identifier: MIT
#pragma once

#include "network/windows/convolution.hpp"

namespace lucarne {

/// The adjoint of a convolution of few channels, as the first of a network has: the gradient of
/// pixels. oneDNN's kernels have a vector of channels, of which all but these would be empty, so
/// that it makes a matrix product of it; here a vector is of pixels.
/// Measured with 3 x 3 kernels, AVX-512 (Zen 4), one thread, 28 x 28 and 64 x 64 pixels, 16 and 64
/// channels of outputs: 3.3 to 6.1 times as fast for 1 channel, 1.4 to 7.4 times for 3.
class FewChannelsAdjoint {
 public:
  /// Two axes, up to 3 channels in one group, stride and dilation 1, kernels up to 7 wide.
  static bool fits(const ConvolutionShape& shape);

  /// shape: weights out_channels x in_channels x kernel, C order     requires: fits(shape)
  FewChannelsAdjoint(ConvolutionShape shape, arma::fvec weights);

  /// shape: as Convolution::adjoint()
  void run(const arma::fmat& out_like, arma::fmat& in_like, bool adds, Scratch& scratch) const;

 private:
  ConvolutionShape shape_;
  arma::fvec weights_;
};

}  // namespace lucarne
