// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>

namespace lucarne {

/// Fold state: means of all features and the covariance of every two of them, kept in double about
/// the means. cost: O(features^2) memory a state, O(features^2) an item
/// throws: Error where matrices or states of different numbers of features meet
/// source: Chan, Golub, LeVeque 1983; its pairwise update, for co-moments
class LUCARNE_API Covariance {
 public:
  Covariance() = default;
  explicit Covariance(arma::uword n_features);

  /// shape: features x items
  void add(const arma::fmat& values);
  void add(const arma::mat& values);
  void merge(const Covariance& right);
  void archive(Archive& archive);

  arma::uword n_features() const { return mean_.n_elem; }
  arma::uword count() const { return count_; }
  /// shape: features     NaN without items
  arma::vec mean() const;
  /// Divided by count - 1; NaN with fewer than two items. shape: features x features, symmetric
  arma::mat covariance() const;
  /// Pearson's r; NaN in the rows and columns of constant features. range: [-1, 1]
  arma::mat correlation() const;

 private:
  arma::uword count_ = 0;
  arma::vec mean_;
  arma::mat co_moments_;  ///< sum of products of distances from the means
  arma::vec min_, max_;   ///< tell constant features
};

}  // namespace lucarne
