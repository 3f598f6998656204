// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// y = W'x + b for every column x: what Gemm and MatMul compute.
class DenseProduct {
 public:
  /// Weights from a matrix constant in C order, times `scale`. Where `units_first` (units x
  /// inputs) and scale is 1, the constant's memory is used as it lies, else copied.
  /// requires: the constant outlives the product
  DenseProduct(const Constant& matrix, bool units_first, float scale, arma::fvec biases);

  const arma::fmat& weights() const { return weights_; }
  const arma::fvec& biases() const { return biases_; }

  /// shape: in (inputs * rows) x items, out (units * rows) x items: each run of `inputs` elements
  /// is one x
  void forward(const arma::fmat& in, arma::fmat& out) const;
  void reverse(const arma::fmat& out_gradient, GradientSum& in_gradient) const;

 private:
  arma::fmat weights_;  // inputs x units
  arma::fvec biases_;   // units, or empty
};

}  // namespace lucarne
