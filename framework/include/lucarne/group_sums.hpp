// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>

namespace lucarne {

/// Fold state: sum and mean of every feature within groups of items, such as classes. Summed in
/// double.
class LUCARNE_API GroupSums {
 public:
  GroupSums() = default;
  GroupSums(arma::uword n_features, arma::uword n_groups);

  /// shape: features x items; one group an item
  /// throws: Error where the shapes differ or a group is not below n_groups
  void add(const arma::fmat& values, const arma::uvec& groups);
  void add(const arma::mat& values, const arma::uvec& groups);
  /// throws: Error where features or groups differ
  void merge(const GroupSums& right);
  void archive(Archive& archive);

  arma::uword n_features() const { return sums_.n_rows; }
  arma::uword n_groups() const { return sums_.n_cols; }
  /// Items of each group. shape: groups
  const arma::uvec& counts() const { return counts_; }
  /// shape: features x groups
  const arma::mat& sums() const { return sums_; }
  /// NaN in the column of a group without items. shape: features x groups
  arma::mat means() const;

 private:
  template <class T>
  void add_block(const arma::Mat<T>& values, const arma::uvec& groups);

  arma::uvec counts_;
  arma::mat sums_;
};

}  // namespace lucarne
