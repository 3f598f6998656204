// SPDX-License-Identifier: MIT
#include "network/batched_product.hpp"

#include "network/broadcast_walk.hpp"

namespace lucarne {
namespace {

/// The rows of a matrix in C order as the columns of Armadillo's, over the memory as it lies.
arma::fmat transposed_view(const float* elements, arma::uword n_rows, arma::uword n_columns) {
  return {const_cast<float*>(elements), n_columns, n_rows, false, true};
}

Shape matrices(const Shape& shape) { return Shape(shape.begin(), shape.end() - 2); }

}  // namespace

BatchedProduct::BatchedProduct(Factor left, Factor right, Shape result, const BatchPlace& batch)
    : factors_{std::move(left), std::move(right)}, result_(std::move(result)), batch_(batch) {
  const Shape& a = factors_[0].shape;
  const Shape& b = factors_[1].shape;
  n_rows_ = a[a.size() - 2];
  n_inner_ = a.back();
  n_columns_ = b.back();
  const Shape joint = joint_shape(matrices(a), matrices(b));
  const std::array strides{broadcast_strides(matrices(a), joint),
                           broadcast_strides(matrices(b), joint)};
  broadcast_walk(joint, strides, [&](arma::uword, const auto& places) {
    pairs_.push_back({static_cast<arma::uword>(places[0]), static_cast<arma::uword>(places[1])});
  });
}

const float* BatchedProduct::elements(std::span<const arma::fmat* const> inputs, std::size_t factor,
                                      arma::uword item) const {
  return factors_[factor].per_item ? inputs[factor]->colptr(item)
                                   : factors_[factor].constant.memptr();
}

// With rows as columns, C = A B is C' = B' A'.
void BatchedProduct::forward(const ForwardStep& step) const {
  for (arma::uword item = 0; item < step.outputs[0]->n_cols; ++item) {
    const float* a = elements(step.inputs, 0, item);
    const float* b = elements(step.inputs, 1, item);
    float* out = step.outputs[0]->colptr(item);
    for (const auto& [i, j] : pairs_) {
      const arma::fmat left = transposed_view(a + i * n_rows_ * n_inner_, n_rows_, n_inner_);
      const arma::fmat right = transposed_view(b + j * n_inner_ * n_columns_, n_inner_, n_columns_);
      arma::fmat product(out, n_columns_, n_rows_, false, true);
      product = right * left;
      out += n_rows_ * n_columns_;
    }
  }
}

void BatchedProduct::reverse(const ReverseStep& step) const {
  std::array<arma::fmat*, 2> sums{};
  for (const std::size_t factor : {0U, 1U}) {
    if (step.input_gradients[factor] != nullptr) {
      sums[factor] = &step.input_gradients[factor]->cleared();
    }
  }
  for (arma::uword item = 0; item < step.output_gradients[0]->n_cols; ++item) {
    const float* a = elements(step.inputs, 0, item);
    const float* b = elements(step.inputs, 1, item);
    const float* gradient = step.output_gradients[0]->colptr(item);
    for (const auto& [i, j] : pairs_) {
      const arma::uword a_at = i * n_rows_ * n_inner_;
      const arma::uword b_at = j * n_inner_ * n_columns_;
      const arma::fmat of_product = transposed_view(gradient, n_rows_, n_columns_);
      if (sums[0] != nullptr) {
        arma::fmat sum(sums[0]->colptr(item) + a_at, n_inner_, n_rows_, false, true);
        sum += transposed_view(b + b_at, n_inner_, n_columns_).t() * of_product;
      }
      if (sums[1] != nullptr) {
        arma::fmat sum(sums[1]->colptr(item) + b_at, n_columns_, n_inner_, false, true);
        sum += of_product * transposed_view(a + a_at, n_rows_, n_inner_).t();
      }
      gradient += n_rows_ * n_columns_;
    }
  }
}

}  // namespace lucarne
