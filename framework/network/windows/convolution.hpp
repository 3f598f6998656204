// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph_spec.hpp"
#include "network/operators/scratch.hpp"
#include "network/windows/channel_blocks.hpp"
#include "network/windows/window.hpp"

#include <memory>
#include <mutex>

namespace lucarne {

struct ConvolutionShape {
  arma::uword in_channels = 0;
  arma::uword out_channels = 0;
  arma::uword groups = 1;
  Window window;
};

class FewChannelsAdjoint;
class FewChannelsForward;
class SparseAdjoint;
class WinogradConvolution;

/// A convolution (cross-correlation, as ONNX means it) and its adjoint on one thread, by oneDNN or,
/// of small pictures, by kernels of our own. An item's result depends on no other: large items are
/// computed one by one, small ones several at a time where that gives the same bits. Tensors lie in
/// plain C order; where the fastest kernel wants another, items are brought into it and back.
/// thread: the const members may be called from any thread, with different scratches
class Convolution {
 public:
  /// What it is made for: its kernel for that is compiled, and the weights are packed, at once.
  enum class Use { forward, adjoint };

  /// shape: weights out_channels x in_channels / groups x kernel, biases out_channels or empty
  /// throws: Error where oneDNN has no kernel
  Convolution(ConvolutionShape shape, const Constant& weights, const arma::fvec& biases,
              Use use = Use::forward);
  ~Convolution();

  const ConvolutionShape& shape() const { return shape_; }
  const arma::fvec& biases() const { return biases_; }
  /// The weights as they were given: a copy, as most are held in oneDNN's order alone.
  Constant weights() const;

  /// `adds`: to what `out` holds     shape: in and out (elements of an item) x items
  void forward(const arma::fmat& in, arma::fmat& out, bool adds, Scratch& scratch) const;

  /// The adjoint, without the biases: the reverse pass, and the forward pass of a transposed
  /// convolution. What the convolution is not made for is compiled at first need. Items of which at
  /// most a quarter is not zero take a way of their own (SparseAdjoint), by that alone.
  void adjoint(const arma::fmat& out_like, arma::fmat& in_like, bool adds, Scratch& scratch) const;

  /// It can take a Relu and a pooling by quads along, without its own output being stored.
  bool pools_quads() const;

  /// What the pooling puts out and, where wanted, which pixel each number came from; the same bits
  /// as step by step. shape: out and places (channels x pooled pixels) x items
  /// requires: pools_quads()
  void forward_pooled(const arma::fmat& in, arma::fmat& out, arma::Mat<Place>* places,
                      Scratch& scratch, Scratch& for_pooling) const;

  /// Its adjoint, likewise the same bits.
  void adjoint_pooled(const arma::fmat& dy, const arma::Mat<Place>& places, arma::fmat& in_like,
                      bool adds, Scratch& scratch) const;

 private:
  class Kernels;

  const Kernels& kernels(Use use) const;
  std::unique_ptr<const Kernels> make_kernels(Use use, const arma::fvec& weights) const;
  const FewChannelsAdjoint& few_channels() const;
  const SparseAdjoint& sparse() const;
  QuadPlanes quads() const;
  /// Calls with the kernel of our own that computes forward; false where it is oneDNN's.
  template <class Function>
  bool by_own_kernel(const Function& function) const;

  ConvolutionShape shape_;
  arma::fvec biases_;
  Use use_;
  std::unique_ptr<const Kernels> first_;  // for use_; nullptr where a kernel of our own does it
  mutable std::once_flag other_once_;
  mutable std::unique_ptr<const Kernels> other_;
  std::unique_ptr<const FewChannelsForward> few_channels_forward_;  // one of these, or first_
  std::unique_ptr<const WinogradConvolution> winograd_;
  mutable std::once_flag few_channels_once_;
  mutable std::unique_ptr<const FewChannelsAdjoint> few_channels_;
  mutable std::once_flag sparse_once_;
  mutable std::unique_ptr<const SparseAdjoint> sparse_;
};

}  // namespace lucarne
