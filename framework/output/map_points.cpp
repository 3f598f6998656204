// SPDX-License-Identifier: MIT
#include "output/map_points.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne {

MapPoints::MapPoints(const PointMap& map) {
  const arma::uword n = map.points.n_rows == 2 ? map.points.n_cols : 0;
  const bool labelled = map.labels.n_elem == n && !map.classes.empty();
  n_classes_ = labelled ? map.classes.size() : 1;
  knows_predictions_ = labelled && n > 0 && map.predicted.n_elem == n;
  has_values_ = n > 0 && map.values.n_elem == n;
  const arma::uvec explored = PointMap::explored(n);
  const bool pictured = map.pictures.count() == explored.n_elem;
  arma::uword next = 0;  // of the explored
  for (arma::uword i = 0; i < n; ++i) {
    MapPoint point;
    const bool is_explored = next < explored.n_elem && explored(next) == i;
    if (is_explored && pictured) point.picture = next;
    next += is_explored;
    point.x = map.points(0, i);
    point.y = map.points(1, i);
    point.label = labelled ? map.labels(i) : 0;
    if (!std::isfinite(point.x) || !std::isfinite(point.y) || point.label >= n_classes_) continue;
    if (knows_predictions_ && map.predicted(i) < n_classes_) point.predicted = map.predicted(i);
    point.item = map.items.n_elem == n ? map.items(i) : i;
    if (has_values_) point.value = map.values(i);
    points_.push_back(point);
    explored_.push_back(is_explored);
  }
}

std::vector<MapPoint> MapPoints::explored() const {
  std::vector<MapPoint> some;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (explored_[i]) some.push_back(points_[i]);
  }
  return some;
}

std::vector<MapPoints::Centre> MapPoints::centres() const {
  std::vector<std::vector<double>> x(n_classes_);
  std::vector<std::vector<double>> y(n_classes_);
  for (const MapPoint& point : points_) {
    x[point.label].push_back(point.x);
    y[point.label].push_back(point.y);
  }
  std::vector<Centre> centres;
  for (arma::uword k = 0; k < n_classes_; ++k) {
    if (!x[k].empty())
      centres.push_back({k, arma::median(arma::vec(x[k])), arma::median(arma::vec(y[k]))});
  }
  return centres;
}

std::vector<arma::vec2> background_of(const PointMap& map, arma::uword most) {
  const arma::uword n = map.background.n_rows == 2 ? map.background.n_cols : 0;
  const arma::uword shown = std::min(n, most);
  std::vector<arma::vec2> places;
  for (arma::uword k = 0; k < shown; ++k) {
    const arma::vec2 place = map.background.col(k * n / shown);
    if (place.is_finite()) places.push_back(place);
  }
  return places;
}

}  // namespace lucarne
