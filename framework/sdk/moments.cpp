// SPDX-License-Identifier: MIT
#include <lucarne/moments.hpp>

#include "fold_state_checks.hpp"

namespace lucarne {

Moments::Moments(arma::uword n_features)
    : mean_(n_features, arma::fill::zeros),
      squares_(n_features, arma::fill::zeros),
      min_(n_features),
      max_(n_features) {
  min_.fill(arma::datum::inf);
  max_.fill(-arma::datum::inf);
}

template <class T>
void Moments::add_block(const arma::Mat<T>& values) {
  require_features("moments", n_features(), values.n_rows);
  if (values.n_cols == 0) return;
  const arma::uword n = n_features();
  Moments block(n);
  block.count_ = values.n_cols;
  const auto items = static_cast<double>(values.n_cols);
  double* mean = block.mean_.memptr();
  double* squares = block.squares_.memptr();
  double* low = block.min_.memptr();
  double* high = block.max_.memptr();
  // Items outside, features inside: each inner loop runs through memory and becomes vector
  // instructions.
  for (arma::uword item = 0; item < values.n_cols; ++item) {
    const T* column = values.colptr(item);
    for (arma::uword i = 0; i < n; ++i) {
      const auto value = static_cast<double>(column[i]);
      mean[i] += value;
      low[i] = value < low[i] ? value : low[i];
      high[i] = value > high[i] ? value : high[i];
    }
  }
  for (arma::uword i = 0; i < n; ++i) mean[i] /= items;
  arma::vec rest(n, arma::fill::zeros);
  double* sum = rest.memptr();
  for (arma::uword item = 0; item < values.n_cols; ++item) {
    const T* column = values.colptr(item);
    for (arma::uword i = 0; i < n; ++i) {
      const double centred = static_cast<double>(column[i]) - mean[i];
      squares[i] += centred * centred;
      sum[i] += centred;
    }
  }
  // eq. (1.7): takes out what the rounding of the mean left.
  for (arma::uword i = 0; i < n; ++i) squares[i] -= sum[i] * sum[i] / items;
  merge(block);
}

void Moments::add(const arma::fmat& values) { add_block(values); }
void Moments::add(const arma::mat& values) { add_block(values); }

void Moments::merge(const Moments& right) {
  require_same_size("moments", "features", n_features(), right.n_features());
  if (right.count_ == 0) return;
  if (count_ == 0) {
    *this = right;
    return;
  }
  const auto left_items = static_cast<double>(count_);
  const auto right_items = static_cast<double>(right.count_);
  const double items = left_items + right_items;
  for (arma::uword i = 0; i < n_features(); ++i) {
    const double shift = right.mean_[i] - mean_[i];
    mean_[i] += shift * (right_items / items);
    squares_[i] += right.squares_[i] + shift * shift * (left_items * right_items / items);
    min_[i] = right.min_[i] < min_[i] ? right.min_[i] : min_[i];
    max_[i] = right.max_[i] > max_[i] ? right.max_[i] : max_[i];
  }
  count_ += right.count_;
}

void Moments::archive(Archive& archive) {
  archive(count_, mean_, squares_, min_, max_);
  require_sound("moments", squares_.n_elem == n_features() && min_.n_elem == n_features() &&
                               max_.n_elem == n_features());
}

arma::vec Moments::mean() const {
  return count_ == 0 ? arma::vec(n_features()).fill(arma::datum::nan) : mean_;
}

arma::vec Moments::variance() const {
  if (count_ < 2) return arma::vec(n_features()).fill(arma::datum::nan);
  return squares_ / static_cast<double>(count_ - 1);
}

arma::vec Moments::population_variance() const {
  if (count_ == 0) return arma::vec(n_features()).fill(arma::datum::nan);
  return squares_ / static_cast<double>(count_);
}

arma::vec Moments::min() const {
  return count_ == 0 ? arma::vec(n_features()).fill(arma::datum::nan) : min_;
}

arma::vec Moments::max() const {
  return count_ == 0 ? arma::vec(n_features()).fill(arma::datum::nan) : max_;
}

}  // namespace lucarne
