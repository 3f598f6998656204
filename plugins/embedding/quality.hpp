// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/neighbours.hpp"

#include <lucarne/random.hpp>

namespace embedding {

/// Neighbours that the measures look at, or fewer where there are fewer points.
inline constexpr arma::uword quality_neighbours = 12;

/// All points up to this number are judged; of more, `judged_sample` of them, against all.
inline constexpr arma::uword most_judged = 10000;
inline constexpr arma::uword judged_sample = 5000;

/// The points that are judged of n, in rising order: the same for the same seed and stage.
arma::uvec judged_points(arma::uword n, const lucarne::Random& random);

/// How well a map keeps the neighbourhoods of the features, as means over the points judged.
struct MapQuality {
  /// How far the neighbours in the map can be trusted: 1 where all k nearest in the map are among
  /// the k nearest in feature space, less the further away the intruders were. Range: 0 to 1.
  /// source: Venna and Kaski 2001, "Neighborhood preservation in nonlinear projection methods", eq.
  /// (1); continuity is the same with the spaces exchanged, eq. (2)
  double trustworthiness = 0;
  double continuity = 0;
  double kept = 0;  ///< share of the k nearest in feature space that are so in the map too
  /// Share of points whose class is the most frequent among their k nearest in the map; of equally
  /// frequent classes the first counts.
  double label_accuracy = 0;
  /// Mean silhouette of the classes: (b - a) / max(a, b) with a the mean distance to the own class
  /// and b that to the nearest other. Range: -1 to 1; a class of one item counts 0; NaN where there
  /// are fewer than two classes. source: Rousseeuw 1987, J. Comput. Appl. Math. 20
  double silhouette = 0;
  arma::vec point_trust;  ///< trustworthiness of each point judged; their mean is the map's
  Neighbours neighbours;  ///< k nearest in the map, of all its points
};

/// Judges maps of the same features.
class MapJudge {
 public:
  /// shape: features x n; labels below n_classes
  /// cost: O(q n d) for q points judged; here and for each map
  MapJudge(const arma::fmat& features, const arma::uvec& labels, arma::uword n_classes,
           arma::uvec judged, ParallelFor parallel_for, arma::uword k = quality_neighbours);

  /// shape: d x n, any d
  MapQuality judge(const arma::mat& points) const;

  arma::uword k() const { return k_; }
  const arma::uvec& judged() const { return judged_; }
  /// As MapQuality::label_accuracy, by the neighbours in feature space.
  double label_accuracy() const { return label_accuracy_; }

 private:
  arma::vec feature_penalties(const arma::Mat<std::uint32_t>& map_neighbours) const;
  arma::vec map_penalties(const arma::mat& points,
                          const arma::Mat<std::uint32_t>& map_neighbours) const;
  double accuracy_of(const arma::Mat<std::uint32_t>& neighbours) const;
  double silhouette_of(const arma::mat& points) const;

  arma::fmat centred_;
  arma::fvec norms_;
  const arma::uvec labels_;
  arma::uword n_classes_;
  arma::uvec judged_;
  ParallelFor parallel_for_;
  arma::uword k_ = 0;
  arma::Mat<std::uint32_t> feature_neighbours_;  ///< k x judged
  double label_accuracy_ = 0;
};

/// Share of points whose class is the commonest among their neighbours; of equally common classes
/// the first counts. shape: k x m, classes of those that are neighbours, m     range: 0 to 1
double label_accuracy(const arma::Mat<std::uint32_t>& neighbours, const arma::uvec& labels,
                      const arma::uvec& wanted, arma::uword n_classes);

/// Mean distance of each point to its nearest neighbours. shape: k x n; n
arma::vec isolation(const Neighbours& neighbours);

}  // namespace embedding
