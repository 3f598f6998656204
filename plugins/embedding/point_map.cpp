// SPDX-License-Identifier: MIT
#include "embedding/point_map.hpp"

namespace embedding {

lucarne::PointMap point_map(const arma::mat& points, const Sample& sample,
                            const lucarne::Context& context, const std::string& axis,
                            arma::uword vertical) {
  lucarne::PointMap map;
  map.axis = axis;
  map.vertical = vertical;
  map.points = arma::join_cols(points.row(0), points.row(vertical - 1));
  map.labels = sample.labels;
  map.predicted = sample.predicted;
  map.items = sample.items;
  for (const std::string& name : context.dataset().class_names()) map.classes.emplace_back(name);
  map.pictures = sample.pictures;
  return map;
}

}  // namespace embedding
