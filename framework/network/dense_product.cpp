// SPDX-License-Identifier: MIT
#include "network/dense_product.hpp"

namespace lucarne {
namespace {

/// `memory` seen as a matrix, neither copied nor resizable. Armadillo takes only a mutable pointer;
/// what is made of a constant one must not be written to.
arma::fmat view(const float* memory, arma::uword n_rows, arma::uword n_cols) {
  return {const_cast<float*>(memory), n_rows, n_cols, false, true};
}

arma::fmat inputs_by_units(const Constant& matrix, bool units_first, float scale) {
  const arma::uword n_rows = matrix.shape[0];
  const arma::uword n_cols = matrix.shape[1];
  // C order read column by column is the transposed matrix.
  if (!units_first) return scale * view(matrix.floats.memptr(), n_cols, n_rows).t();
  return scale * view(matrix.floats.memptr(), n_cols, n_rows);
}

}  // namespace

DenseProduct::DenseProduct(const Constant& matrix, bool units_first, float scale, arma::fvec biases)
    : weights_(units_first && scale == 1.0F
                   ? view(matrix.floats.memptr(), matrix.shape[1], matrix.shape[0])
                   : inputs_by_units(matrix, units_first, scale)),
      biases_(std::move(biases)) {}

void DenseProduct::forward(const arma::fmat& in, arma::fmat& out) const {
  const arma::uword n_columns = in.n_elem / weights_.n_rows;
  const arma::fmat x = view(in.memptr(), weights_.n_rows, n_columns);
  arma::fmat y = view(out.memptr(), weights_.n_cols, n_columns);
  if (biases_.is_empty()) {
    y = weights_.t() * x;
    return;
  }
  // Starting from the biases costs one pass over y less than adding them afterwards.
  for (arma::uword column = 0; column < n_columns; ++column) {
    std::copy_n(biases_.memptr(), biases_.n_elem, y.colptr(column));
  }
  y += weights_.t() * x;
}

void DenseProduct::reverse(const arma::fmat& out_gradient, GradientSum& in_gradient) const {
  const arma::uword n_columns = out_gradient.n_elem / weights_.n_cols;
  const arma::fmat dy = view(out_gradient.memptr(), weights_.n_cols, n_columns);
  if (in_gradient.matrix().n_rows == weights_.n_rows) {
    in_gradient.add(weights_ * dy);
    return;
  }
  arma::fmat dx = view(in_gradient.cleared().memptr(), weights_.n_rows, n_columns);
  dx += weights_ * dy;
}

}  // namespace lucarne
