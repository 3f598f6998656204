// SPDX-License-Identifier: MIT
#include "embedding/point_map.hpp"

namespace embedding {

lucarne::PointMap point_map(const arma::mat& points, const Sample& sample,
                            const lucarne::Context& context, const std::string& axis) {
  lucarne::PointMap map;
  map.axis = axis;
  map.points = points;
  map.labels = sample.labels;
  map.predicted = sample.predicted;
  map.items = sample.items;
  for (const std::string& name : context.dataset().class_names()) map.classes.emplace_back(name);
  map.pictures = sample.pictures;
  return map;
}

}  // namespace embedding
