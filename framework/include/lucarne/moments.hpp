// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>

namespace lucarne {

/// Fold state: how many items, and mean, variance, smallest and largest value of every feature.
/// Computed about the mean, so that a large offset costs no digits; kept in double.
/// NaN in a feature makes its mean and variance NaN; min and max pass it over.
/// throws: Error where matrices or states of different numbers of features meet
/// source: Chan, Golub, LeVeque 1983, "Algorithms for computing the sample variance", eq. (1.5),
/// (1.7): corrected two-pass inside a block, pairwise between blocks; for one item it is Welford's
class LUCARNE_API Moments {
 public:
  Moments() = default;
  explicit Moments(arma::uword n_features);

  /// shape: features x items
  void add(const arma::fmat& values);
  void add(const arma::mat& values);
  void merge(const Moments& right);
  void archive(Archive& archive);

  arma::uword n_features() const { return mean_.n_elem; }
  arma::uword count() const { return count_; }
  /// shape (all below): features     NaN without items
  arma::vec mean() const;
  /// Divided by count - 1; NaN with fewer than two items.
  arma::vec variance() const;
  /// Divided by count, as numpy's var.
  arma::vec population_variance() const;
  arma::vec min() const;
  arma::vec max() const;

 private:
  template <class T>
  void add_block(const arma::Mat<T>& values);

  arma::uword count_ = 0;
  arma::vec mean_;
  arma::vec squares_;  ///< sum of squared distances from the mean
  arma::vec min_, max_;
};

}  // namespace lucarne
