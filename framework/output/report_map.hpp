// SPDX-License-Identifier: MIT
#pragma once

#include "output/drawing_style.hpp"
#include "output/map_points.hpp"

#include <string>

namespace lucarne {

/// What the report's script reads of a map, as bytes in which nothing needs escaping.
struct MapData {
  /// Little-endian 16-bit numbers, n of each: x and y (0 to 65534 over the longer side, y upwards),
  /// label, predicted class (65535: unknown), value (0 to 65534 from `min` to `max`; 65535: none),
  /// low and high half of the item's number.
  std::string numbers;
  arma::uword n = 0;
  /// x and y of those drawn pale behind them, on the same scale; at most PointMap::most_explored.
  std::string background;
  double min = 0;  ///< of the values
  double max = 0;
  std::string sheet;              ///< pixels of all pictures, row by row; empty without pictures
  arma::uword sheet_columns = 0;  ///< pictures side by side
  arma::uword sheet_rows = 0;
};

/// Of the points that can be explored.
MapData map_data(const PointMap& map);

}  // namespace lucarne
