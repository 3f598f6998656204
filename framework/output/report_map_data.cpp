// SPDX-License-Identifier: MIT
#include "output/drawing_scale.hpp"
#include "output/report_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace lucarne {
namespace {

constexpr std::uint16_t no_number = 65535;
constexpr double largest = 65534;

// The place of a value in 0 .. 65534.
std::uint16_t place_of(double value, double low, double span) {
  if (!std::isfinite(value)) return no_number;
  const double share = span > 0 ? (value - low) / span : 0.5;
  return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0, 1.0) * largest));
}

std::uint16_t class_number(arma::uword label) {
  return label < no_number ? static_cast<std::uint16_t>(label) : no_number;
}

void put_number(std::uint16_t number, std::string& bytes) {
  bytes += static_cast<char>(number & 0xFFU);
  bytes += static_cast<char>(number >> 8U);
}

// The points' pictures side by side, in their order.
void put_sheet(const std::vector<MapPoint>& points, const Thumbnails& pictures, MapData& data) {
  const arma::uword row_bytes = pictures.width * pictures.channels;
  data.sheet_columns =
      static_cast<arma::uword>(std::ceil(std::sqrt(static_cast<double>(points.size()))));
  data.sheet_rows = (points.size() + data.sheet_columns - 1) / data.sheet_columns;
  data.sheet.assign(data.sheet_columns * row_bytes * data.sheet_rows * pictures.height, '\0');
  for (std::size_t k = 0; k < points.size(); ++k) {
    const auto* from = pictures.pixels.data() + points[k].picture * pictures.height * row_bytes;
    char* to = data.sheet.data() +
               (k / data.sheet_columns) * pictures.height * data.sheet_columns * row_bytes +
               (k % data.sheet_columns) * row_bytes;
    for (arma::uword y = 0; y < pictures.height; ++y) {
      std::memcpy(to + y * data.sheet_columns * row_bytes, from + y * row_bytes, row_bytes);
    }
  }
}

}  // namespace

MapData map_data(const PointMap& map) {
  const std::vector<MapPoint> points = MapPoints(map).explored();
  MapData data;
  data.n = points.size();
  if (points.empty()) return data;
  const std::vector<arma::vec2> behind = background_of(map, PointMap::most_explored);
  Extent x, y;
  for (const MapPoint& point : points) {
    x.add(point.x);
    y.add(point.y);
  }
  for (const arma::vec2& point : behind) {
    x.add(point(0));
    y.add(point(1));
  }
  const double span = std::max(x.max() - x.min(), y.max() - y.min());
  for (const arma::vec2& point : behind) {
    put_number(place_of(point(0), x.min(), span), data.background);
    put_number(place_of(point(1), y.min(), span), data.background);
  }
  if (map.values.n_elem == map.points.n_cols) {
    const arma::vec finite = map.values.elem(arma::find_finite(map.values));
    data.min = map.min.value_or(finite.empty() ? 0 : finite.min());
    data.max = map.max.value_or(finite.empty() ? 0 : finite.max());
  }
  std::vector<std::uint16_t> numbers(7 * points.size());
  for (std::size_t k = 0; k < points.size(); ++k) {
    const MapPoint& point = points[k];
    const std::uint16_t row[] = {place_of(point.x, x.min(), span),
                                 place_of(point.y, y.min(), span),
                                 class_number(point.label),
                                 class_number(point.predicted),
                                 place_of(point.value, data.min, data.max - data.min),
                                 static_cast<std::uint16_t>(point.item & 0xFFFFU),
                                 static_cast<std::uint16_t>(point.item >> 16U & 0xFFFFU)};
    for (std::size_t i = 0; i < 7; ++i) numbers[i * points.size() + k] = row[i];
  }
  data.numbers.reserve(2 * numbers.size());
  for (const std::uint16_t number : numbers) put_number(number, data.numbers);
  const bool pictured = std::all_of(points.begin(), points.end(), [](const MapPoint& point) {
    return point.picture != MapPoint::none;
  });
  if (pictured) put_sheet(points, map.pictures, data);
  return data;
}

}  // namespace lucarne
