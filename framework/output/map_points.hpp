// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/figure.hpp>

#include <limits>
#include <vector>

namespace lucarne {

/// One point of a PointMap.
struct MapPoint {
  static constexpr arma::uword none = std::numeric_limits<arma::uword>::max();

  double x = 0;
  double y = 0;
  arma::uword label = 0;         ///< below n_classes()
  arma::uword predicted = none;  ///< below n_classes(), or none
  arma::uword item = 0;
  double value = 0;
  arma::uword picture = none;  ///< index into the map's pictures

  bool wrong() const { return predicted != none && predicted != label; }
};

/// The points of a map that can be drawn: a plugin's mistake (arrays of other lengths, classes that
/// are not there) costs points or colours, not memory.
class MapPoints {
 public:
  explicit MapPoints(const PointMap& map);

  const std::vector<MapPoint>& all() const { return points_; }
  arma::uword n_classes() const { return n_classes_; }
  bool has_values() const { return has_values_; }
  bool knows_predictions() const { return knows_predictions_; }
  /// Those that can be explored, in the order of PointMap::explored.
  std::vector<MapPoint> explored() const;

  /// Where a class's name stands: the median of its points, which stays inside the cluster where a
  /// few items lie in others. Only classes that have points.
  struct Centre {
    arma::uword label = 0;
    double x = 0;
    double y = 0;
  };
  std::vector<Centre> centres() const;

 private:
  std::vector<MapPoint> points_;
  std::vector<bool> explored_;  ///< of points_
  arma::uword n_classes_ = 1;
  bool has_values_ = false;
  bool knows_predictions_ = false;
};

/// Places of the background that can be drawn: `most` evenly spread ones, or all.
std::vector<arma::vec2> background_of(const PointMap& map, arma::uword most);

}  // namespace lucarne
