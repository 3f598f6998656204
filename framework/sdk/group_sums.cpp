// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/group_sums.hpp>

#include "fold_state_checks.hpp"

namespace lucarne {

GroupSums::GroupSums(arma::uword n_features, arma::uword n_groups)
    : counts_(n_groups, arma::fill::zeros), sums_(n_features, n_groups, arma::fill::zeros) {}

template <class T>
void GroupSums::add_block(const arma::Mat<T>& values, const arma::uvec& groups) {
  require_features("group sums", n_features(), values.n_rows);
  require_equal("group sums", "groups", values.n_cols, groups.n_elem, "give one group an item");
  if (!groups.is_empty() && groups.max() >= n_groups()) {
    throw Error("group sums: groups below " + std::to_string(n_groups()) + " wanted, found " +
                std::to_string(groups.max()));
  }
  for (arma::uword item = 0; item < values.n_cols; ++item) {
    const T* column = values.colptr(item);
    double* sums = sums_.colptr(groups(item));
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
  sums_ += right.sums_;
  counts_ += right.counts_;
}

void GroupSums::archive(Archive& archive) {
  archive(counts_, sums_);
  require_sound("group sums", counts_.n_elem == sums_.n_cols);
}

arma::mat GroupSums::means() const {
  arma::mat means = sums_;
  for (arma::uword group = 0; group < n_groups(); ++group) {
    if (counts_(group) == 0) {
      means.col(group).fill(arma::datum::nan);
    } else {
      means.col(group) /= static_cast<double>(counts_(group));
    }
  }
  return means;
}

}  // namespace lucarne
