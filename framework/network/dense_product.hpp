// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"
#include "network/sparse_columns.hpp"

#include <memory>
#include <mutex>

namespace lucarne {

/// W'x + b with weights (inputs x units) and biases (units, or empty) of one's own. Items may be
/// several columns x one after the other.
std::unique_ptr<LinearMap> dense_map(const arma::fmat& weights, const arma::fvec& biases,
                                     const WeightChange& change);

/// y = W'x + b for every column x: what Gemm and MatMul compute.
class DenseProduct {
 public:
  /// Weights from a matrix constant in C order, times `scale`. Where `units_first` (units x
  /// inputs) and scale is 1, the constant's memory is used as it lies, else copied.
  /// requires: the constant outlives the product unless holds_matrix()
  DenseProduct(const Constant& matrix, bool units_first, float scale, arma::fvec biases);

  /// Whether the matrix was copied so that it can be made again, in C order.
  bool holds_matrix() const { return holds_matrix_; }
  arma::fvec matrix() const { return arma::vectorise(weights_.t()); }

  const arma::fmat& weights() const { return weights_; }
  const arma::fvec& biases() const { return biases_; }

  /// shape: in (inputs * rows) x items, out (units * rows) x items: each run of `inputs` elements
  /// is one x
  void forward(const arma::fmat& in, arma::fmat& out, Scratch& scratch) const;
  void reverse(const arma::fmat& out_gradient, GradientSum& in_gradient) const;

 private:
  /// Products with the items that are mostly zero, as pictures with a background are, by their
  /// other values alone. Writes the items that are left to `left` and gives their number: an item's
  /// way depends on nothing but the item. `entries`: room for an item's values
  arma::uword forward_sparse(const arma::fmat& x, arma::fmat& y, Entry* entries,
                             arma::uword* left) const;
  void forward_dense(const arma::fmat& x, arma::fmat& y) const;

  bool holds_matrix_;

  struct Transposed {
    std::once_flag once;
    arma::fmat weights;  // units x inputs
  };

  arma::fmat weights_;                                                       // inputs x units
  arma::fvec biases_;                                                        // units, or empty
  std::unique_ptr<Transposed> transposed_ = std::make_unique<Transposed>();  // at first need
};

}  // namespace lucarne
