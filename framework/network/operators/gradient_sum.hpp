// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne {

/// The gradient of one tensor, to which every node that reads the tensor adds its share. The first
/// share is stored rather than added, which saves clearing the memory.
class GradientSum {
 public:
  /// Begins a new sum. requires: `matrix` has its final size and outlives the sum
  void begin(arma::fmat& matrix) {
    matrix_ = &matrix;
    empty_ = true;
  }

  bool empty() const { return empty_; }
  const arma::fmat& matrix() const { return *matrix_; }

  /// Adds an Armadillo matrix or expression.
  template <class Expression>
  void add(const Expression& share) {
    if (empty_) {
      *matrix_ = share;
    } else {
      *matrix_ += share;
    }
    empty_ = false;
  }

  /// Adds share(i) to element i, counted in memory order.
  template <class Function>
  void add_elements(const Function& share) {
    float* out = matrix_->memptr();
    const arma::uword n = matrix_->n_elem;
    if (empty_) {
      for (arma::uword i = 0; i < n; ++i) out[i] = share(i);
    } else {
      for (arma::uword i = 0; i < n; ++i) out[i] += share(i);
    }
    empty_ = false;
  }

  /// The sum so far, for shares that are stored or added in other ways. requires: where the sum was
  /// empty(), the caller stores every element
  arma::fmat& stored() {
    empty_ = false;
    return *matrix_;
  }

  /// The sum so far, zero at first, for shares that are added in other ways.
  arma::fmat& cleared() {
    if (empty_) matrix_->zeros();
    empty_ = false;
    return *matrix_;
  }

 private:
  arma::fmat* matrix_ = nullptr;
  bool empty_ = true;
};

}  // namespace lucarne
