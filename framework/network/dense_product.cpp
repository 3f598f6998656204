// SPDX-License-Identifier: MIT
#include "network/dense_product.hpp"

#include "network/sparse_columns.hpp"

#include <algorithm>
#include <numeric>

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
    dx = weights_ * dy;
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

void DenseProduct::forward(const arma::fmat& in, arma::fmat& out) const {
  const arma::uword n_columns = in.n_elem / weights_.n_rows;
  const arma::fmat x = view(in.memptr(), weights_.n_rows, n_columns);
  arma::fmat y = view(out.memptr(), weights_.n_cols, n_columns);
  const std::vector<arma::uword> left = forward_sparse(x, y);
  if (left.empty()) return;
  if (left.size() == n_columns) return forward_dense(x, y);
  arma::fmat some_x(x.n_rows, left.size());
  arma::fmat some_y(y.n_rows, left.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::copy_n(x.colptr(left[i]), x.n_rows, some_x.colptr(i));
  }
  forward_dense(some_x, some_y);
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::copy_n(some_y.colptr(i), y.n_rows, y.colptr(left[i]));
  }
}

std::vector<arma::uword> DenseProduct::forward_sparse(const arma::fmat& x, arma::fmat& y) const {
  std::vector<arma::uword> left;
  // Strips of 64 units are summed at a time; a few units or inputs are not worth the search.
  constexpr arma::uword fewest = 64;
  constexpr arma::uword largest_transposed = arma::uword{1} << 22U;
  // A second copy of very large weights is not worth it: those of VGG-19 take 0.4 GB.
  if (x.n_rows < fewest || y.n_rows < fewest || weights_.n_elem > largest_transposed) {
    left.resize(x.n_cols);
    std::iota(left.begin(), left.end(), arma::uword{0});
    return left;
  }
  std::vector<Entry> entries(x.n_rows);
  for (arma::uword column = 0; column < x.n_cols; ++column) {
    const std::size_t n_entries = nonzero_entries(x.colptr(column), x.n_rows, entries.data());
    // Measured on Zen 4: a value that is not zero costs what two to three of a dense product cost.
    const bool sparse = 2 * n_entries <= x.n_rows;
    if (sparse) std::call_once(transposed_->once, [this] { transposed_->weights = weights_.t(); });
    if (!sparse) {
      left.push_back(column);
      continue;
    }
    float* sum = y.colptr(column);
    sum_columns(transposed_->weights.memptr(), y.n_rows, entries.data(), n_entries, sum);
    for (arma::uword unit = 0; unit < biases_.n_elem; ++unit) sum[unit] += biases_[unit];
  }
  return left;
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
  if (in_gradient.matrix().n_rows == weights_.n_rows) {
    in_gradient.add(weights_ * dy);
    return;
  }
  arma::fmat dx = view(in_gradient.cleared().memptr(), weights_.n_rows, n_columns);
  dx += weights_ * dy;
}

}  // namespace lucarne
