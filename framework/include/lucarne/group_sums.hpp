// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>

namespace lucarne {

/// Fold state: sum and mean of every feature within groups of items, such as classes. Summed in
/// double. Groups without items take no memory: 8 bytes a feature and group that was seen.
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

  arma::uword n_features() const { return n_features_; }
  arma::uword n_groups() const { return counts_.n_elem; }
  /// Items of each group. shape: groups
  const arma::uvec& counts() const { return counts_; }
  /// The groups with items, in rising order.
  const arma::uvec& seen() const { return seen_; }
  /// Of those groups alone, in their order. shape: features x seen
  const arma::mat& seen_sums() const { return seen_sums_; }
  /// Zero in the column of a group without items. shape: features x groups
  arma::mat sums() const;
  /// NaN in the column of a group without items. shape: features x groups
  arma::mat means() const;

 private:
  template <class T>
  void add_block(const arma::Mat<T>& values, const arma::uvec& groups);
  void make_room(const arma::uvec& groups);
  double* sums_of(arma::uword group);

  arma::uword n_features_ = 0;
  arma::uvec counts_;
  arma::uvec seen_;
  arma::mat seen_sums_;
};

}  // namespace lucarne
