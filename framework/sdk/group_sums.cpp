// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/group_sums.hpp>

#include "fold_state_checks.hpp"

#include <algorithm>

namespace lucarne {

GroupSums::GroupSums(arma::uword n_features, arma::uword n_groups)
    : n_features_(n_features), counts_(n_groups, arma::fill::zeros), seen_sums_(n_features, 0) {}

void GroupSums::make_room(const arma::uvec& groups) {
  const arma::uvec together = arma::unique(arma::uvec(arma::join_cols(seen_, groups)));
  if (together.n_elem == seen_.n_elem) return;
  arma::mat sums(n_features_, together.n_elem, arma::fill::zeros);
  arma::uword place = 0;
  for (arma::uword i = 0; i < seen_.n_elem; ++i) {
    while (together(place) != seen_(i)) ++place;
    sums.col(place) = seen_sums_.col(i);
  }
  seen_ = together;
  seen_sums_ = std::move(sums);
}

double* GroupSums::sums_of(arma::uword group) {
  const auto place = std::lower_bound(seen_.begin(), seen_.end(), group) - seen_.begin();
  return seen_sums_.colptr(static_cast<arma::uword>(place));
}

template <class T>
void GroupSums::add_block(const arma::Mat<T>& values, const arma::uvec& groups) {
  require_features("group sums", n_features(), values.n_rows);
  require_equal("group sums", "groups", values.n_cols, groups.n_elem, "give one group an item");
  if (!groups.is_empty() && groups.max() >= n_groups()) {
    throw Error("group sums: groups below " + std::to_string(n_groups()) + " wanted, found " +
                std::to_string(groups.max()));
  }
  make_room(groups);
  for (arma::uword item = 0; item < values.n_cols; ++item) {
    const T* column = values.colptr(item);
    double* sums = sums_of(groups(item));
    for (arma::uword i = 0; i < values.n_rows; ++i) sums[i] += static_cast<double>(column[i]);
    ++counts_(groups(item));
  }
}

void GroupSums::add(const arma::fmat& values, const arma::uvec& groups) {
  add_block(values, groups);
}
void GroupSums::add(const arma::mat& values, const arma::uvec& groups) {
  add_block(values, groups);
}

void GroupSums::merge(const GroupSums& right) {
  require_same_size("group sums", "features", n_features(), right.n_features());
  require_same_size("group sums", "groups", n_groups(), right.n_groups());
  make_room(right.seen_);
  for (arma::uword i = 0; i < right.seen_.n_elem; ++i) {
    const double* from = right.seen_sums_.colptr(i);
    double* to = sums_of(right.seen_(i));
    for (arma::uword feature = 0; feature < n_features_; ++feature) to[feature] += from[feature];
  }
  counts_ += right.counts_;
}

void GroupSums::archive(Archive& archive) {
  archive(n_features_, counts_, seen_, seen_sums_);
  bool sound = seen_sums_.n_rows == n_features_ && seen_sums_.n_cols == seen_.n_elem;
  for (arma::uword i = 0; i < seen_.n_elem; ++i) {
    sound = sound && seen_(i) < n_groups() && (i == 0 || seen_(i - 1) < seen_(i));
  }
  require_sound("group sums", sound);
}

arma::mat GroupSums::sums() const {
  arma::mat sums(n_features_, n_groups(), arma::fill::zeros);
  for (arma::uword i = 0; i < seen_.n_elem; ++i) sums.col(seen_(i)) = seen_sums_.col(i);
  return sums;
}

arma::mat GroupSums::means() const {
  arma::mat means(n_features_, n_groups());
  means.fill(arma::datum::nan);
  for (arma::uword i = 0; i < seen_.n_elem; ++i) {
    means.col(seen_(i)) = seen_sums_.col(i) / static_cast<double>(counts_(seen_(i)));
  }
  return means;
}

}  // namespace lucarne
