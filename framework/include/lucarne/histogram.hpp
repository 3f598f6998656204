// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>

namespace lucarne {

/// `bins` + 1 edges of equally wide bins over [low, high].
/// throws: Error unless low < high, both finite, and bins > 0
LUCARNE_API arma::vec even_edges(double low, double high, arma::uword bins);

/// Fold state: how many values of every feature lie in each bin. Edges are fixed beforehand, one
/// set for all features or one a feature. A value on an inner edge belongs to the upper bin, a
/// value on the last edge to the last bin. What lies outside, and NaN, is counted beside the bins.
class LUCARNE_API Histogram {
 public:
  Histogram() = default;
  /// The same edges for every feature.
  /// throws: Error unless there are two edges at least, finite and rising
  explicit Histogram(const arma::vec& edges, arma::uword n_features = 1);
  /// Edges of its own for every feature. shape: (bins + 1) x features
  explicit Histogram(arma::mat edges);

  /// shape: features x items; with one feature any shape, every element being a value
  /// throws: Error where the number of features differs
  void add(const arma::fmat& values);
  void add(const arma::mat& values);
  /// throws: Error where the edges differ
  void merge(const Histogram& right);
  void archive(Archive& archive);

  arma::uword n_bins() const { return counts_.n_rows; }
  arma::uword n_features() const { return counts_.n_cols; }
  /// shape: bins x features
  const arma::umat& counts() const { return counts_; }
  /// Values below the first edge, above the last one, and NaN. shape: features
  arma::uvec below() const { return outside_.row(0).t(); }
  arma::uvec above() const { return outside_.row(1).t(); }
  arma::uvec nan() const { return outside_.row(2).t(); }
  /// shape: bins + 1     requires: feature < n_features()
  arma::vec edges(arma::uword feature = 0) const { return edges_.col(column(feature)); }
  arma::vec centres(arma::uword feature = 0) const;

 private:
  arma::uword column(arma::uword feature) const { return edges_.n_cols == 1 ? 0 : feature; }
  void check() const;
  void count(arma::uword feature, double value);
  template <class T>
  void add_block(const arma::Mat<T>& values);

  arma::mat edges_;     ///< (bins + 1) x 1, or x features
  arma::umat counts_;   ///< bins x features
  arma::umat outside_;  ///< below, above, NaN; x features
};

}  // namespace lucarne
