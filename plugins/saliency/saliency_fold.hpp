// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/item_statistics.hpp"

#include <lucarne/fold.hpp>
#include <lucarne/group_sums.hpp>

namespace lucarne::saliency {

/// Saliency over a whole split: means per class and outcome, and statistics of every item.
/// Where maps of all classes would take too much memory (a thousand classes of photographs take
/// 1 GB a map), the first classes have maps of their own and the rest one in common.
class SaliencyFold {
 public:
  /// Values that the maps of one kind may have: 48 MB.
  static constexpr arma::uword most_map_values = 6'000'000;

  /// Rows of `statistics`.
  enum Row : arma::uword { foreground_share, foreground_pixels, strength, spread, n_statistics };

  SaliencyFold() = default;
  SaliencyFold(GradientRequest request, double threshold, arma::uword n_features,
               arma::uword n_classes);

  void consume(const Block& block);
  void merge(const SaliencyFold& right);
  void archive(Archive& archive);

  arma::uword size() const { return hits.n_elem; }
  /// Classes with maps of their own: the first so many.
  arma::uword n_mapped() const { return n_mapped_; }
  /// Mean input and mean |gradient| of each of those, as true class; zero for a class without
  /// items. shape: features x n_mapped
  arma::fmat mean_inputs() const;
  arma::fmat mean_saliency() const;
  /// Mean |gradient| of the right and of the wrong predictions.
  /// shape: features x 2 (right, wrong)
  arma::fmat mean_saliency_by_outcome() const;

  GroupSums inputs;              ///< of each true class with a map, then of all others
  GroupSums saliency;            ///< |gradient|: groups predicted right, then those predicted wrong
  arma::uvec foreground_counts;  ///< of each feature, items in which it is foreground
  arma::mat statistics;          ///< n_statistics x items, in the split's order
  arma::uvec labels;
  arma::uvec hits;  ///< 1 where the prediction is right

 private:
  GradientRequest request_;
  double threshold_ = 0;
  arma::uword n_mapped_ = 0;
};

}  // namespace lucarne::saliency
