// SPDX-License-Identifier: MIT
#include "network/dense_product.hpp"

#include "network/sparse_product.hpp"

#include <algorithm>
#include <new>

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
  if (!units_first) {
    arma::fmat weights = view(matrix.floats.memptr(), n_cols, n_rows).t();
    if (scale != 1.0F) weights *= scale;
    return weights;
  }
  return scale * view(matrix.floats.memptr(), n_cols, n_rows);
}

class DenseMap final : public LinearMap {
 public:
  DenseMap(arma::fmat weights, arma::fvec biases)
      : weights_(std::move(weights)), biases_(std::move(biases)) {}

  void forward(const arma::fmat& in, arma::fmat& out) const override {
    out.set_size(in.n_rows / weights_.n_rows * weights_.n_cols, in.n_cols);
    const arma::fmat x = view(in.memptr(), weights_.n_rows, in.n_elem / weights_.n_rows);
    arma::fmat y = view(out.memptr(), weights_.n_cols, x.n_cols);
    y = weights_.t() * x;
    if (!biases_.is_empty()) y.each_col() += biases_;
  }

  void reverse(const arma::fmat& out_like, arma::fmat& in_like) const override {
    in_like.set_size(out_like.n_rows / weights_.n_cols * weights_.n_rows, out_like.n_cols);
    const arma::fmat dy =
        view(out_like.memptr(), weights_.n_cols, out_like.n_elem / weights_.n_cols);
    arma::fmat dx = view(in_like.memptr(), weights_.n_rows, dy.n_cols);
    multiply_columns(weights_, dy, dx);
  }

 private:
  arma::fmat weights_;
  arma::fvec biases_;
};

}  // namespace

std::unique_ptr<LinearMap> dense_map(const arma::fmat& weights, const arma::fvec& biases,
                                     const WeightChange& change) {
  arma::fmat changed = weights;
  for (float& one : changed) one = change.weight(one);
  arma::fvec changed_biases;
  if (change.bias) changed_biases = biases;
  for (float& one : changed_biases) one = change.bias(one);
  return std::make_unique<DenseMap>(std::move(changed), std::move(changed_biases));
}

DenseProduct::DenseProduct(const Constant& matrix, bool units_first, float scale, arma::fvec biases)
    : holds_matrix_(!units_first && scale == 1.0F),
      weights_(units_first && scale == 1.0F
                   ? view(matrix.floats.memptr(), matrix.shape[1], matrix.shape[0])
                   : inputs_by_units(matrix, units_first, scale)),
      biases_(std::move(biases)) {}

void DenseProduct::forward(const arma::fmat& in, arma::fmat& out, Scratch& scratch) const {
  const arma::uword n_columns = in.n_elem / weights_.n_rows;
  const arma::fmat x = view(in.memptr(), weights_.n_rows, n_columns);
  arma::fmat y = view(out.memptr(), weights_.n_cols, n_columns);
  // Strips of 64 units are summed at a time; a few units or inputs are not worth the search.
  constexpr arma::uword fewest = 64;
  constexpr arma::uword largest_transposed = arma::uword{1} << 22U;
  // A second copy of very large weights is not worth it: those of VGG-19 take 0.4 GB.
  if (x.n_rows < fewest || y.n_rows < fewest || weights_.n_elem > largest_transposed) {
    return forward_dense(x, y);
  }
  constexpr arma::uword wide = sizeof(Entry) / sizeof(float);
  static_assert(sizeof(Entry) == sizeof(arma::uword) && alignof(arma::uword) <= 64);
  float* free = scratch.take(wide * (x.n_rows + n_columns) + x.n_elem + y.n_elem);
  Entry* entries = new (free) Entry[x.n_rows];
  arma::uword* left = new (free + wide * x.n_rows) arma::uword[n_columns];
  free += wide * (x.n_rows + n_columns);
  const arma::uword n_left = forward_sparse(x, y, entries, left);
  if (n_left == 0) return;
  if (n_left == n_columns) return forward_dense(x, y);
  arma::fmat some_x = view(free, x.n_rows, n_left);
  arma::fmat some_y = view(free + x.n_elem, y.n_rows, n_left);
  for (arma::uword i = 0; i < n_left; ++i) {
    std::copy_n(x.colptr(left[i]), x.n_rows, some_x.colptr(i));
  }
  forward_dense(some_x, some_y);
  for (arma::uword i = 0; i < n_left; ++i) {
    std::copy_n(some_y.colptr(i), y.n_rows, y.colptr(left[i]));
  }
}

arma::uword DenseProduct::forward_sparse(const arma::fmat& x, arma::fmat& y, Entry* entries,
                                         arma::uword* left) const {
  arma::uword n_left = 0;
  for (arma::uword column = 0; column < x.n_cols; ++column) {
    // Measured on Zen 4: a value that is not zero costs what two to three of a dense product cost.
    const arma::uword most = x.n_rows / 2;
    const std::size_t n_entries = nonzero_entries(x.colptr(column), x.n_rows, most, entries);
    if (n_entries > most) {
      left[n_left++] = column;
      continue;
    }
    std::call_once(transposed_->once, [this] { transposed_->weights = weights_.t(); });
    float* sum = y.colptr(column);
    sum_columns(transposed_->weights.memptr(), y.n_rows, entries, n_entries, sum);
    for (arma::uword unit = 0; unit < biases_.n_elem; ++unit) sum[unit] += biases_[unit];
  }
  return n_left;
}

void DenseProduct::forward_dense(const arma::fmat& x, arma::fmat& y) const {
  if (biases_.is_empty()) {
    y = weights_.t() * x;
    return;
  }
  // Starting from the biases costs one pass over y less than adding them afterwards.
  for (arma::uword column = 0; column < x.n_cols; ++column) {
    std::copy_n(biases_.memptr(), biases_.n_elem, y.colptr(column));
  }
  y += weights_.t() * x;
}

void DenseProduct::reverse(const arma::fmat& out_gradient, GradientSum& in_gradient) const {
  const arma::uword n_columns = out_gradient.n_elem / weights_.n_cols;
  const arma::fmat dy = view(out_gradient.memptr(), weights_.n_cols, n_columns);
  const bool first = in_gradient.empty();
  arma::fmat dx = view(in_gradient.stored().memptr(), weights_.n_rows, n_columns);
  if (first) {
    multiply_columns(weights_, dy, dx);
    return;
  }
  arma::fmat share(dx.n_rows, dx.n_cols);
  multiply_columns(weights_, dy, share);
  dx += share;
}

}  // namespace lucarne
