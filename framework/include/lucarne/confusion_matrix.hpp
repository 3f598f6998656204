// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>

namespace lucarne {

/// Fold state: how often each true class is taken for each class.
class LUCARNE_API ConfusionMatrix {
 public:
  ConfusionMatrix() = default;
  explicit ConfusionMatrix(arma::uword n_classes);

  /// shape: one true and one predicted class an item
  /// throws: Error where the lengths differ or a class is not below n_classes
  void add(const arma::uvec& truth, const arma::uvec& predicted);
  /// throws: Error where the number of classes differs
  void merge(const ConfusionMatrix& right);
  void archive(Archive& archive);

  arma::uword n_classes() const { return counts_.n_rows; }
  /// shape: classes x classes, rows = true class, columns = predicted class
  const arma::umat& counts() const { return counts_; }
  arma::uword n_items() const;
  arma::uword n_right() const;
  /// Share of right predictions. range: [0, 1]; NaN without items
  double accuracy() const;
  /// Of the items of each class, the share predicted to be of it; NaN for a class without items.
  arma::vec recall() const;
  /// Of the items predicted to be of each class, the share that is; NaN for a class never
  /// predicted.
  arma::vec precision() const;

 private:
  arma::umat counts_;
};

}  // namespace lucarne
