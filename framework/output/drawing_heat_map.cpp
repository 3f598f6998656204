// SPDX-License-Identifier: MIT
#include "output/drawing_axes.hpp"
#include "output/drawing_panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace lucarne {
namespace {

// Up to here cells are drawn one by one, which keeps their edges sharp in every SVG viewer
// (50 x 50: 15 ms in PNG, 20 in SVG); beyond, they are one picture.
constexpr arma::uword most_single_cells = 4096;
constexpr double bar_gap = 14;

Axis cell_axis(const Axis& given, arma::uword cells) {
  Axis axis = given;
  if (axis.categories.empty() && !axis.hide_ticks) {
    for (arma::uword k = 0; k < cells; ++k) axis.categories.emplace_back(std::to_string(k));
  }
  axis.min = -0.5;
  axis.max = static_cast<double>(std::max<arma::uword>(cells, 1)) - 0.5;
  return axis;
}

Range colours_of(const HeatMap& map) {
  Extent extent;
  extent.add(arma::vec(arma::vectorise(map.values)));
  std::optional<double> centre;
  if (map.palette == Palette::diverging) centre = map.centre.value_or(0);
  return colour_range(extent, map.min, map.max, centre);
}

// Half a cell is a column of its own, and what is no number a comment: gnuplot would take two
// system calls or more for every expression of every row, a fifth of the time of such a figure.
std::string table_of(const arma::mat& values) {
  std::string table = "# column\trow\tvalue\thalf of a cell\n";
  for (arma::uword row = 0; row < values.n_rows; ++row) {
    for (arma::uword column = 0; column < values.n_cols; ++column) {
      const double value = values(row, column);
      if (std::isfinite(value)) {
        fmt::format_to(std::back_inserter(table), "{}\t{}\t{}\t0.5\n", column, row, value);
      } else {
        fmt::format_to(std::back_inserter(table), "# {}\t{}\tnan\n", column, row);
      }
    }
  }
  return table;
}

std::string element_of(const arma::mat& values, Sheet& sheet) {
  if (values.n_elem <= most_single_cells || values.n_rows < 2 || values.n_cols < 2) {
    return sheet.table_file(table_of(values)) +
           " using 1:2:4:4:3 with boxxyerror fs solid noborder fc palette";
  }
  return fmt::format("{} binary array=({},{}) endian=little format='%float' with image",
                     sheet.float_file(arma::conv_to<arma::fmat>::from(values.t())), values.n_cols,
                     values.n_rows);
}

void write_values(const HeatMap& map, const Range& colours, const Rect& rect, Sheet& sheet) {
  const arma::mat& values = map.values;
  const double cell_width = rect.width() / static_cast<double>(values.n_cols);
  const double cell_height = rect.height() / static_cast<double>(values.n_rows);
  double widest = 0;  // at font size 1
  for (const double value : values) {
    widest = std::max(widest, text_width(axis_number(value, map.decimals, sheet.language()), 1));
  }
  const double size =
      std::min({style::tick_size, cell_height * 0.6, (cell_width - 4) / std::max(widest, 0.1)});
  constexpr double smallest_readable = 8;
  if (size < smallest_readable) return;
  for (arma::uword row = 0; row < values.n_rows; ++row) {
    for (arma::uword column = 0; column < values.n_cols; ++column) {
      const double value = values(row, column);
      const style::Rgb shade = style::shade(map.palette, colours.fraction(value));
      sheet.text(rect.left + cell_width * (static_cast<double>(column) + 0.5),
                 rect.top + cell_height * (static_cast<double>(row) + 0.5),
                 axis_number(value, map.decimals, sheet.language()),
                 {size, Align::centre, false, false,
                  std::isfinite(value) ? style::ink_on(shade) : style::ink});
    }
  }
}

// Square cells: the longer side gives way, and the map moves to the middle of its room.
Rect squared(const Rect& rect, const arma::mat& values) {
  const double cell = std::min(rect.width() / static_cast<double>(values.n_cols),
                               rect.height() / static_cast<double>(values.n_rows));
  Rect square = rect;
  const double spare = rect.width() - cell * static_cast<double>(values.n_cols);
  square.left += std::floor(std::max(0.0, spare) / 2);
  square.right = square.left + cell * static_cast<double>(values.n_cols);
  square.bottom = square.top + cell * static_cast<double>(values.n_rows);
  return square;
}

}  // namespace

double natural_height(const HeatMap& map, double width) {
  const double rows = static_cast<double>(std::max<arma::uword>(map.values.n_rows, 1));
  const double columns = static_cast<double>(std::max<arma::uword>(map.values.n_cols, 1));
  constexpr double beside = 170;  // numbers, labels and colour bar at the left and right
  constexpr double below = 60;
  if (!map.square) return std::clamp(rows * 26 + below, 220.0, 760.0);
  return std::clamp((width - beside) * rows / columns, 90.0, 660.0) + below;
}

double bar_room_of(const HeatMap& map, Language language) {
  constexpr double usual_height = 300;
  return bar_gap + colour_bar_room(colours_of(map), map.scale_label, usual_height, language);
}

void draw_panel(const HeatMap& map, double bar_room, const Rect& outer, Sheet& sheet) {
  const arma::mat& values = map.values;
  const Range colours = colours_of(map);
  const Axis x = cell_axis(map.x, values.n_cols);
  const Axis y = cell_axis(map.y, values.n_rows);
  Rect room = outer;
  room.right -= bar_room;
  Frame frame = frame_for(x, category_range(x), y, category_range(y), room, sheet.language());
  if (map.square && !values.empty()) {
    // The labels below depend on the width that is left for them.
    frame.plot = squared(frame.plot, values);
    frame.x = horizontal_axis(x, category_range(x), frame.plot.width(), sheet.language());
    frame.y = vertical_axis(y, category_range(y), frame.plot.height(), sheet.language());
  }
  sheet.area(frame.plot, frame.x.range, frame.y.range, true);
  write_axes(frame, true, sheet);
  if (values.empty()) {
    sheet.plot({});
    return;
  }
  sheet.palette(map.palette, colours.min, colours.max);
  if (!values.is_finite()) {
    sheet.rectangle(frame.plot, style::missing, "", Depth::behind);
  }
  if (map.write_values && values.n_elem <= 1600) write_values(map, colours, frame.plot, sheet);
  sheet.command(fmt::format("set border 15 lw 1 lc rgb '{}'", style::frame));
  const arma::uvec numbers = arma::find_finite(values);
  if (numbers.empty()) {
    sheet.plot({});
    return;
  }
  const double left = frame.plot.right + bar_gap;
  draw_colour_bar(colours, map.scale_label,
                  {left, frame.plot.top, left + bar_room - bar_gap, frame.plot.bottom}, sheet);
  sheet.plot({element_of(values, sheet)});
}

}  // namespace lucarne
