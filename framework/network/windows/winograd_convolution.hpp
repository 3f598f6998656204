// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/scratch.hpp"
#include "network/windows/channel_blocks.hpp"
#include "network/windows/convolution.hpp"

namespace lucarne {

/// A convolution by 3 x 3 kernels of small pictures: 2 x 2 pixels at once take 16 products a
/// channel in place of 36. Sums are rounded a little otherwise than those of the products
/// themselves, by about as much; a pixel's bits do not depend on what is computed beside it.
/// source: Winograd's minimal filtering, after Lavin, Gray 2016, arXiv:1509.09308
/// thread: the const members may be called from any thread
class WinogradConvolution {
 public:
  /// Two axes, kernels of 3 x 3, one group, multiples of 8 channels, stride and dilation 1, an
  /// output of at least 2 x 2, and up to 2^12 kernels and 2^15 numbers of an item in and out.
  static bool fits(const ConvolutionShape& shape);

  /// `weights`, `biases`: as Convolution's     requires: fits(shape)
  WinogradConvolution(const ConvolutionShape& shape, const arma::fvec& weights,
                      const arma::fvec& biases);

  arma::fvec weights() const;

  /// `adds`: to what `out` holds     shape: as Convolution::forward()
  void run(const arma::fmat& in, arma::fmat& out, bool adds, Scratch& scratch) const;

  /// Through a Relu and a pooling by quads.     shape: as Convolution::forward_pooled()
  void run_pooled(const arma::fmat& in, arma::fmat& out, arma::Mat<Place>* places,
                  Scratch& scratch) const;

 private:
  struct Room;  // of one item, and the transformed kernels

  Room begin(Scratch& scratch, arma::uword n_rows, arma::uword n_columns, arma::uword more) const;
  /// The products of all tiles.
  void multiply(const float* in, const Room& room) const;
  arma::uword padded_width() const;
  arma::uword n_padded() const;
  void pack(const float* in, float* pixels) const;

  ConvolutionShape shape_;
  arma::fvec weights_;  // kernel x in channels x out channels; transformed for each call, which
                        // costs little beside a block of items and keeps memory small
  arma::fvec biases_;   // one for each output channel, zeros where there are none
};

}  // namespace lucarne
