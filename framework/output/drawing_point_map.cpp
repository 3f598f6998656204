// SPDX-License-Identifier: MIT
#include "output/drawing_axes.hpp"
#include "output/drawing_label_places.hpp"
#include "output/drawing_legend.hpp"
#include "output/drawing_panels.hpp"
#include "output/map_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace lucarne {
namespace {

constexpr double shade_bar_gap = 14;
constexpr double cell_side = 3;  // pixels, of a density
constexpr const char* pale = "#d5d8dd";

Axis axis_of(const PointMap& map, const std::string& number) {
  Axis axis;
  if (!map.axis.empty()) axis.label = {map.axis.en + number, map.axis.fr + number};
  return axis;
}

// Points of few items are as large as in other plots; those of many are smaller, down to where
// colours can still be told apart.
double diameter_for(std::size_t n) {
  return std::clamp(250 / std::sqrt(static_cast<double>(std::max<std::size_t>(n, 1))), 2.6,
                    style::point_size);
}

bool is_density(const MapPoints& points) { return points.all().size() > PointMap::most_single; }

bool has_mistakes(const MapPoints& points) {
  return std::any_of(points.all().begin(), points.all().end(),
                     [](const MapPoint& point) { return point.wrong(); });
}

// What marks a wrong prediction: a ring around the point, or a dot on a density, which has no
// points.
std::string mistake_mark(const MapPoints& points) {
  if (is_density(points)) return fmt::format("pt 7 ps 2.4*dot lc rgb '{}'", style::ink);
  return fmt::format("pt 6 ps {:.4g}*dot lw 1.3 lc rgb '{}'", diameter_for(points.all().size()) + 4,
                     style::ink);
}

Range colours_of(const PointMap& map) {
  Extent extent;
  extent.add(map.values);
  return colour_range(extent, map.min, map.max, {});
}

// A plot without marks, for its legend.
Plot legend_of(const PointMap& map, const MapPoints& points, double diameter) {
  Plot plot;
  plot.legend = LegendPlace::outside_right;
  const auto add = [&](const Text& label, Colour colour) {
    Series series;
    series.mark = Mark::points;
    series.label = label;
    series.colour = colour;
    series.point_size = diameter;
    plot.series.push_back(std::move(series));
  };
  if (!points.has_values() && !map.classes.empty()) {
    plot.legend_title = {"class", "classe"};
    for (arma::uword k = 0; k < map.classes.size(); ++k) add(map.classes[k], category(k));
  }
  return plot;
}

unsigned colour_of(arma::uword label) {
  const style::Rgb shade = style::colour(category(label));
  const auto byte = [](double share) { return static_cast<unsigned>(std::lround(share * 255)); };
  return byte(shade.red) << 16U | byte(shade.green) << 8U | byte(shade.blue);
}

// In the order of the items, so that no class hides another.
std::string table_of(const std::vector<MapPoint>& points) {
  std::string table = "# x\ty\tcolour\tvalue\tclass\tpredicted\titem\n";
  for (const MapPoint& point : points) {
    const bool known = point.predicted != MapPoint::none;
    fmt::format_to(std::back_inserter(table), "{}\t{}\t{}\t{}\t{}\t{}\t{}\n", point.x, point.y,
                   colour_of(point.label), std::isfinite(point.value) ? point.value : NAN,
                   point.label, known ? static_cast<long long>(point.predicted) : -1, point.item);
  }
  return table;
}

// Sums of what a density shows of the points in each cell: red, green, blue, value, number.
arma::mat sums_of_cells(const std::vector<MapPoint>& points, const Frame& frame,
                        arma::uword columns, arma::uword rows) {
  const auto cell_of = [](const Range& range, double value, arma::uword cells) {
    const double place = range.fraction(value) * static_cast<double>(cells);
    return std::min(cells - 1, static_cast<arma::uword>(std::max(0.0, place)));
  };
  arma::mat sums(5, columns * rows, arma::fill::zeros);
  for (const MapPoint& point : points) {
    const style::Rgb shade = style::colour(category(point.label));
    sums.col(cell_of(frame.y.range, point.y, rows) * columns +
             cell_of(frame.x.range, point.x, columns)) +=
        arma::vec{shade.red, shade.green, shade.blue, point.value, 1};
  }
  return sums;
}

// The mean colour of a cell's points on white, or their mean value for the palette.
arma::fmat image_of(const arma::mat& sums, bool by_value) {
  const double most = std::log1p(sums.row(4).max());
  arma::fmat image(by_value ? 1 : 3, sums.n_cols);
  for (arma::uword i = 0; i < sums.n_cols; ++i) {
    const double n = sums(4, i);
    if (by_value) {
      image(0, i) = n > 0 ? static_cast<float>(sums(3, i) / n) : arma::fdatum::nan;
      continue;
    }
    // By the logarithm, so that one point is seen beside cells of a hundred.
    const double opacity = n > 0 ? 0.35 + 0.65 * std::log1p(n) / most : 0;
    for (arma::uword channel = 0; channel < 3; ++channel) {
      const double mean = n > 0 ? sums(channel, i) / n : 1;
      image(channel, i) = static_cast<float>(255 * (1 + (mean - 1) * opacity));
    }
  }
  return image;
}

std::string density(const std::vector<MapPoint>& points, bool by_value, const Frame& frame,
                    Sheet& sheet) {
  const auto columns = static_cast<arma::uword>(std::max(1.0, frame.plot.width() / cell_side));
  const auto rows = static_cast<arma::uword>(std::max(1.0, frame.plot.height() / cell_side));
  const arma::fmat image = image_of(sums_of_cells(points, frame, columns, rows), by_value);
  const double dx = (frame.x.range.max - frame.x.range.min) / static_cast<double>(columns);
  const double dy = (frame.y.range.max - frame.y.range.min) / static_cast<double>(rows);
  return fmt::format(
      "{} binary array=({},{}) format='{}' endian=little dx={} dy={} origin=({},{}) with {}",
      sheet.float_file(image), columns, rows, by_value ? "%float" : "%3float", dx, dy,
      frame.x.range.min + dx / 2, frame.y.range.min + dy / 2, by_value ? "image" : "rgbimage");
}

// A table of places, all marked alike.
std::string marks_at(const std::vector<arma::vec2>& places, const std::string& mark, Sheet& sheet) {
  std::string table = "# x\ty\n";
  for (const arma::vec2& place : places) {
    fmt::format_to(std::back_inserter(table), "{}\t{}\n", place(0), place(1));
  }
  return fmt::format("{} using 1:2 with points {}", sheet.table_file(table), mark);
}

std::vector<arma::vec2> places_of_mistakes(const std::vector<MapPoint>& points) {
  std::vector<arma::vec2> places;
  for (const MapPoint& point : points) {
    if (point.wrong()) places.push_back({point.x, point.y});
  }
  return places;
}

std::vector<std::string> elements_of(const MapPoints& points, const std::vector<arma::vec2>& behind,
                                     const Frame& frame, Sheet& sheet) {
  const std::vector<MapPoint>& all = points.all();
  std::vector<std::string> elements;
  if (!behind.empty()) {
    const double diameter = diameter_for(all.size() + behind.size());
    elements.push_back(
        marks_at(behind, fmt::format("pt 7 ps {:.4g}*dot lc rgb '{}'", diameter, pale), sheet));
  }
  if (all.empty()) return elements;
  const std::string file = sheet.table_file(table_of(all));
  const double diameter = diameter_for(all.size());
  if (is_density(points)) {
    elements.push_back(density(all, points.has_values(), frame, sheet));
  } else {
    if (points.has_values()) {  // shades may be as pale as the ground
      elements.push_back(fmt::format("{} using 1:2 with points pt 7 ps {:.4g}*dot lc rgb '{}'",
                                     file, diameter + 1.2, style::frame));
    }
    elements.push_back(fmt::format("{} using 1:2:{} with points pt 7 ps {:.4g}*dot lc {}", file,
                                   points.has_values() ? 4 : 3, diameter,
                                   points.has_values() ? "palette" : "rgb variable"));
  }
  if (has_mistakes(points)) {
    // A table of their own: an expression for every point costs gnuplot as much as the points.
    elements.push_back(marks_at(places_of_mistakes(all), mistake_mark(points), sheet));
  }
  return elements;
}

void write_classes(const MapPoints& points, const PointMap& map, const Frame& frame, Sheet& sheet) {
  const Rect& rect = frame.plot;
  std::vector<FittedText> names;
  std::vector<Rect> boxes;
  const std::vector<MapPoints::Centre> centres = points.centres();
  const double size = centres.size() > 20 ? 12 : style::tick_size;
  for (const MapPoints::Centre& centre : centres) {
    FittedText name;
    if (centre.label < map.classes.size()) {
      name = fit_text(map.classes[centre.label].in(sheet.language()), rect.width() / 3, size,
                      style::smallest_size, 1, true);
    }
    const double x = rect.left + rect.width() * frame.x.range.fraction(centre.x);
    const double y = rect.bottom - rect.height() * frame.y.range.fraction(centre.y);
    const double half_width = name.width(true) / 2 + 4;
    const double half_height = name.height() / 2 + 1;
    names.push_back(std::move(name));
    boxes.push_back({x - half_width, y - half_height, x + half_width, y + half_height});
  }
  const std::vector<std::optional<Rect>> places = apart(boxes, rect);
  for (std::size_t k = 0; k < places.size(); ++k) {
    if (!places[k] || names[k].lines.empty()) continue;
    sheet.rectangle(*places[k], style::halo);
    sheet.block(places[k]->middle_x(), places[k]->middle_y() - names[k].height() / 2, names[k],
                {names[k].size, Align::centre, true, false, style::ink});
  }
}

// Says what marks a wrong prediction.
void explain_mistakes(const MapPoints& points, double left, double top, double right,
                      Sheet& sheet) {
  const bool french = sheet.language() == Language::french;
  const char* words = is_density(points)
                          ? (french ? "point : mal classé" : "dot: wrong prediction")
                          : (french ? "cercle : mal classé" : "ring: wrong prediction");
  const FittedText text = fit_text(words, right - left - 26, style::tick_size, 11, 2);
  sheet.command(fmt::format("set label '' at screen {:.6f},{:.6f} front point {}",
                            (left + 12) / sheet.width(),
                            1 - (top + text.height() / 2) / sheet.height(), mistake_mark(points)));
  sheet.block(left + 26, top, text, {text.size, Align::left, false, false, style::ink});
}

}  // namespace

double natural_height(const PointMap&, double width) {
  return std::clamp(width * 0.8, 320.0, 900.0);
}

void draw_panel(const PointMap& map, const Rect& outer, Sheet& sheet) {
  const MapPoints points(map);
  const double diameter = diameter_for(points.all().size());
  const bool mistakes = has_mistakes(points);
  Rect legend_room = outer;
  if (mistakes) legend_room.bottom -= 56;
  const Legend legend(legend_of(map, points, diameter), legend_room, sheet.language());
  const Range colours = points.has_values() ? colours_of(map) : Range{};
  Rect rect = outer;
  double beside = 0;
  if (points.has_values()) {
    constexpr double usual_height = 300;
    beside =
        shade_bar_gap + colour_bar_room(colours, map.value_label, usual_height, sheet.language());
  } else if (!legend.empty()) {
    beside = legend.width() + 6;
  }
  if (mistakes) beside = std::max(beside, 112.0);
  rect.right -= beside;
  const Axis x_axis = axis_of(map, " 1");
  const Axis y_axis = axis_of(map, " " + std::to_string(map.vertical));
  Extent x_extent;
  Extent y_extent;
  for (const MapPoint& point : points.all()) {
    x_extent.add(point.x);
    y_extent.add(point.y);
  }
  const std::vector<arma::vec2> behind = background_of(map, PointMap::most_single);
  for (const arma::vec2& place : behind) {
    x_extent.add(place(0));
    y_extent.add(place(1));
  }
  Range x = x_extent.range(x_axis, 0.04, 0.04);
  Range y = y_extent.range(y_axis, 0.04, 0.04);
  Frame frame = frame_for(x_axis, x, y_axis, y, rect, sheet.language());
  make_axes_equal(x_axis, y_axis, x, y, frame.plot);
  frame = frame_for(x_axis, x, y_axis, y, rect, sheet.language());
  sheet.area(frame.plot, x, y);
  draw_grid(frame, sheet);
  write_axes(frame, false, sheet);
  if (!points.has_values()) write_classes(points, map, frame, sheet);
  const double left = frame.plot.right + shade_bar_gap;
  double below = frame.plot.top + 4;
  if (points.has_values()) {
    sheet.palette(map.palette, colours.min, colours.max);
    const double bottom = mistakes ? frame.plot.bottom - 60 : frame.plot.bottom;
    draw_colour_bar(colours, map.value_label, {left, frame.plot.top, outer.right, bottom}, sheet);
    below = bottom;
  } else if (!legend.empty()) {
    legend.draw(rect.right + 6, below, sheet);
    below += legend.height();
  }
  if (mistakes) explain_mistakes(points, rect.right + 6, below + 8, outer.right, sheet);
  sheet.plot(elements_of(points, behind, frame, sheet));
}

}  // namespace lucarne
