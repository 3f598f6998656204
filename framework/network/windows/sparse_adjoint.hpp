// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/scratch.hpp"
#include "network/windows/channel_blocks.hpp"
#include "network/windows/convolution.hpp"
#include "network/windows/picture_loops.hpp"

namespace lucarne {

/// The adjoint of a convolution for what is mostly zero: three of four gradients behind a MaxPool,
/// and half of the rest behind a Relu. Each number that is not zero adds its kernel, all input
/// channels next to each other, to where it came from. Sums run over the output channels, and in
/// each over blocks of 2 x 2 pixels. thread: the const members may be called from any thread
class SparseAdjoint {
 public:
  static bool fits(const ConvolutionShape& shape);

  /// `weights`: as Convolution's, in C order     requires: fits(shape)
  SparseAdjoint(ConvolutionShape shape, const arma::fvec& weights);

  /// At most a quarter of an item's numbers is not zero, so that run() is faster than products.
  static bool pays(const ConvolutionShape& shape, const float* out_like);

  /// One item. `adds`: to what `in_like` holds.     shape: out_like and in_like in C order
  void run(const float* out_like, float* in_like, bool adds, Scratch& scratch) const;

  /// One item whose numbers that are not zero stand in `dy`, a quarter as many, each at its place;
  /// to the bit what run() makes of them.     shape: dy and places channels x pooled pixels
  void run_pooled(const float* dy, const Place* places, float* in_like, bool adds,
                  Scratch& scratch) const;

 private:
  struct Room {
    float* sums;
    KernelEntry* entries;  // of one channel
  };

  Room begin(Scratch& scratch, arma::uword n_entries) const;
  arma::uword n_sums() const;
  /// Where a pixel's kernel begins among the sums.
  std::uint32_t offset_of(arma::uword row, arma::uword column) const;
  void add_entries(const Room& room, arma::uword count, arma::uword channel) const;
  void give(const float* sums, float* in_like, bool adds) const;

  ConvolutionShape shape_;
  arma::uword row_length_;  // of the sums: padded columns times channels
  arma::fvec weights_;      // out channels x kernel rows x kernel columns x in channels
};

}  // namespace lucarne
