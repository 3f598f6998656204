// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/scratch.hpp"
#include "network/windows/convolution.hpp"

namespace lucarne {

/// A convolution of few channels, as the first of a network is, of small pictures: a pixel times a
/// vector of output channels, which come out next to each other. oneDNN's kernel takes twice as
/// long for MNIST's 28 x 28 pixels and 16 channels, most of it around its products.
/// thread: the const members may be called from any thread
class FewChannelsForward {
 public:
  /// Two axes, up to 3 channels in one group, a multiple of 8 out, stride and dilation 1.
  static bool fits(const ConvolutionShape& shape);

  /// `weights`, `biases`: as Convolution's     requires: fits(shape)
  FewChannelsForward(const ConvolutionShape& shape, const arma::fvec& weights,
                     const arma::fvec& biases);

  arma::fvec weights() const;

  /// `adds`: to what `out` holds     shape: as Convolution::forward()
  void run(const arma::fmat& in, arma::fmat& out, bool adds, Scratch& scratch) const;

  /// Through a Relu and a pooling by quads.     shape: as Convolution::forward_pooled()
  void run_pooled(const arma::fmat& in, arma::fmat& out, arma::Mat<Place>* places,
                  Scratch& scratch) const;

 private:
  arma::uword padded_width() const;
  arma::uword padded_plane() const;
  /// The item between its pads, in `room` where it has any.
  const float* padded(const float* in, float* room) const;
  void make_rows(const float* pixels, arma::uword first, arma::uword count, float* to) const;

  ConvolutionShape shape_;
  arma::fvec weights_;  // in channels x kernel rows x kernel columns x out channels
  arma::fvec biases_;   // one for each output channel, zeros where there are none
};

}  // namespace lucarne
