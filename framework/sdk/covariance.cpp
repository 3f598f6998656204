// SPDX-License-Identifier: MIT
#include <lucarne/covariance.hpp>

#include "fold_state_checks.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne {

Covariance::Covariance(arma::uword n_features)
    : mean_(n_features, arma::fill::zeros),
      co_moments_(n_features, n_features, arma::fill::zeros),
      min_(n_features),
      max_(n_features) {
  min_.fill(arma::datum::inf);
  max_.fill(-arma::datum::inf);
}

void Covariance::add(const arma::fmat& values) { add(arma::conv_to<arma::mat>::from(values)); }

void Covariance::add(const arma::mat& values) {
  require_features("covariance", n_features(), values.n_rows);
  if (values.is_empty()) return;
  Covariance block;
  block.count_ = values.n_cols;
  block.mean_ = arma::mean(values, 1);
  arma::mat centred = values;
  centred.each_col() -= block.mean_;
  block.co_moments_ = centred * centred.t();
  block.min_ = arma::min(values, 1);
  block.max_ = arma::max(values, 1);
  merge(block);
}

void Covariance::merge(const Covariance& right) {
  require_same_size("covariance", "features", n_features(), right.n_features());
  if (right.count_ == 0) return;
  if (count_ == 0) {
    *this = right;
    return;
  }
  const auto left_items = static_cast<double>(count_);
  const auto right_items = static_cast<double>(right.count_);
  const double items = left_items + right_items;
  const arma::vec shift = right.mean_ - mean_;
  mean_ += shift * (right_items / items);
  co_moments_ += right.co_moments_;
  const double weight = left_items * right_items / items;
  for (arma::uword column = 0; column < n_features(); ++column) {
    // In this order, so that the matrix stays symmetric to the bit.
    co_moments_.col(column) += (shift * shift(column)) * weight;
  }
  min_ = arma::min(min_, right.min_);
  max_ = arma::max(max_, right.max_);
  count_ += right.count_;
}

void Covariance::archive(Archive& archive) {
  archive(count_, mean_, co_moments_, min_, max_);
  require_sound("covariance", co_moments_.n_rows == n_features() &&
                                  co_moments_.n_cols == n_features() &&
                                  min_.n_elem == n_features() && max_.n_elem == n_features());
}

arma::vec Covariance::mean() const {
  return count_ == 0 ? arma::vec(n_features()).fill(arma::datum::nan) : mean_;
}

arma::mat Covariance::covariance() const {
  if (count_ < 2) return arma::mat(n_features(), n_features()).fill(arma::datum::nan);
  return co_moments_ / static_cast<double>(count_ - 1);
}

arma::mat Covariance::correlation() const {
  const arma::vec spread = arma::sqrt(co_moments_.diag());
  arma::mat result(n_features(), n_features());
  for (arma::uword j = 0; j < n_features(); ++j) {
    for (arma::uword i = 0; i < n_features(); ++i) {
      // Exact test: what rounding leaves of a constant feature's variance need not be zero.
      const bool constant = min_(i) == max_(i) || min_(j) == max_(j) || count_ == 0;
      const double r = co_moments_(i, j) / (spread(i) * spread(j));
      result(i, j) = constant || std::isnan(r) ? arma::datum::nan : std::clamp(r, -1.0, 1.0);
    }
    if (!std::isnan(result(j, j))) result(j, j) = 1;
  }
  return result;
}

}  // namespace lucarne
