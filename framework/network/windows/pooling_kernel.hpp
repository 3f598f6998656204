// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/scratch.hpp"
#include "network/windows/pooling_axes.hpp"

#include <memory>

namespace lucarne {

/// MaxPool or AveragePool of pictures by oneDNN on one thread, an item at a time, so that an item's
/// result depends on no other. Tensors lie in plain C order. thread: the const members may be
/// called from any thread, with different scratches
class PoolingKernel {
 public:
  enum class Kind { largest, mean, mean_with_pads };

  /// nullptr where oneDNN computes something else (dilated windows, means over pads that ceil_mode
  /// adds), or has no kernel of machine code for this machine.
  static std::unique_ptr<const PoolingKernel> make(arma::uword channels, const Window& window,
                                                   const PoolingAxes& pooling, Kind kind);
  ~PoolingKernel();

  /// shape: in and out (elements of an item) x items
  /// requires: for the largest, `in` is finite (all_finite)
  void forward(const arma::fmat& in, arma::fmat& out, Scratch& scratch) const;

  /// What goes back to `in`: of a window's largest elements the first has all of it. `adds`: to
  /// what dx holds. requires: as forward()
  void reverse(const arma::fmat& in, const arma::fmat& dy, arma::fmat& dx, bool adds,
               Scratch& scratch) const;

 private:
  struct Compiled;
  explicit PoolingKernel(std::unique_ptr<const Compiled> compiled);

  std::unique_ptr<const Compiled> compiled_;
};

/// Whether no number is infinite or NaN: those oneDNN's comparisons drop.
bool all_finite(const float* values, arma::uword n);

}  // namespace lucarne
