// SPDX-License-Identifier: MIT
#pragma once

#include "network/windows/channel_blocks.hpp"
#include "network/windows/convolution_geometry.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace lucarne {

/// oneDNN's kernel for so many items at a time, with its weights in the order that it wants.
/// thread: run() may be called from any thread, with different scratches
class CompiledConvolution {
 public:
  using Geometry = ConvolutionGeometry;
  using Desc = Geometry::Desc;

  /// throws: dnnl::error where there is no kernel
  static std::unique_ptr<const CompiledConvolution> make(const Geometry& g, Convolution::Use use,
                                                         const dnnl::memory& weights,
                                                         const arma::fvec& biases,
                                                         const dnnl::engine& engine);

  const dnnl::engine& engine() const { return engine_; }
  const dnnl::memory& weights() const { return weights_; }
  /// The weights in C order.
  arma::fvec plain_weights(const Geometry& g) const;

  /// The order in which the kernel leaves a picture, where it is such a one.
  const std::optional<ChannelBlocks>& out_blocks() const { return out_blocks_; }

  /// What the kernel left of an item, in its own order.
  using Take = std::function<void(arma::uword item, const float* packed)>;

  /// Computes items from `first` on, as many at a time as it is made for, and leaves what remains.
  /// Gives the first that is left. `adds`: to what `out` holds.
  arma::uword run(const arma::fmat& in, arma::fmat& out, bool adds, Scratch& scratch,
                  arma::uword first) const;

  /// Likewise, for results that are wanted in the kernel's order. requires: out_blocks()
  arma::uword run(const arma::fmat& in, const Take& take, Scratch& scratch,
                  arma::uword first) const;

 private:
  struct Tensor {
    int argument;
    Desc plain;
    Desc packed;
  };
  /// The kernel's tensors for one call, in the pass's scratch.
  struct Call;

  CompiledConvolution(dnnl::engine engine, dnnl::primitive kernel, Tensor in, Tensor out,
                      Desc scratchpad);

  dnnl::reorder reorder(const Desc& from, const Desc& to) const;
  void keep_weights(const Desc& packed, const dnnl::memory& from);
  void copy(const dnnl::memory& from, const dnnl::memory& to) const;

  dnnl::engine engine_;
  dnnl::primitive kernel_;
  Tensor in_;
  Tensor out_;
  Desc scratchpad_;
  arma::uword n_items_;
  std::optional<dnnl::reorder> pack_;
  std::optional<dnnl::reorder> unpack_;
  std::optional<ChannelBlocks> in_blocks_;
  std::optional<ChannelBlocks> out_blocks_;
  dnnl::memory weights_;
  std::optional<dnnl::memory> biases_;
};

}  // namespace lucarne
