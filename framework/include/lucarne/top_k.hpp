// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>

namespace lucarne {

/// Fold state: the k largest values of every feature with the items that have them, largest first,
/// equal values by smaller item index; the same whatever the order of items, blocks and merges.
/// NaN is passed over. For the smallest values add their negatives.
class LUCARNE_API TopK {
 public:
  TopK() = default;
  TopK(arma::uword n_features, arma::uword k);

  /// Column j is item `first` + j (Block::first within a fold).
  /// shape: features x items     requires: each item is added once
  /// throws: Error where the number of features differs
  void add(const arma::fmat& values, arma::uword first);
  void add(const arma::mat& values, arma::uword first);
  /// throws: Error where k or the number of features differs
  void merge(const TopK& right);
  void archive(Archive& archive);

  arma::uword n_features() const { return n_kept_.n_elem; }
  arma::uword k() const { return values_.n_rows; }
  /// Values of a feature, largest first. shape: min(k, values added)
  arma::vec values(arma::uword feature = 0) const;
  /// The items that have them, in the same order.
  arma::uvec items(arma::uword feature = 0) const;

 private:
  template <class T>
  void add_block(const arma::Mat<T>& values, arma::uword first);
  void insert(arma::uword feature, double value, arma::uword item);

  arma::uvec n_kept_;  ///< per feature
  arma::mat values_;   ///< k x features
  arma::umat items_;   ///< k x features
  /// What a candidate has to surpass, beside one another for speed: the last value and its item
  /// where k are kept, else minus infinity and the largest index.
  arma::vec bar_;
  arma::uvec bar_item_;
};

}  // namespace lucarne
