// SPDX-License-Identifier: MIT
#include "output/drawing_axes.hpp"
#include "output/drawing_panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace lucarne {
namespace {

constexpr double box_width = 0.5;

bool drawable(const Box& box) {
  return std::isfinite(box.low) && std::isfinite(box.quartile1) && std::isfinite(box.median) &&
         std::isfinite(box.quartile3) && std::isfinite(box.high);
}

// Block 0: the boxes; block 1: the outliers.
std::string table_of(const BoxPlot& plot, const Sheet& sheet) {
  std::string table = "# box\tlow\tquartile1\tmedian\tquartile3\thigh\tlabel\n";
  auto out = std::back_inserter(table);
  for (std::size_t k = 0; k < plot.boxes.size(); ++k) {
    const Box& box = plot.boxes[k];
    std::string label = printable(box.label.in(sheet.language()));
    std::replace_if(
        label.begin(), label.end(), [](char c) { return c == '\n' || c == '"' || c == '#'; }, ' ');
    fmt::format_to(out, "{}\t{}\t{}\t{}\t{}\t{}\t{}\n", k, box.low, box.quartile1, box.median,
                   box.quartile3, box.high, label);
  }
  table += "\n\n# box\toutlier\n";
  for (std::size_t k = 0; k < plot.boxes.size(); ++k) {
    for (const double value : plot.boxes[k].outliers) {
      if (std::isfinite(value)) fmt::format_to(out, "{}\t{}\n", k, value);
    }
  }
  return table;
}

bool has_outliers(const Box& box) { return arma::any(box.outliers < arma::datum::inf); }

}  // namespace

double natural_height(const BoxPlot&, double width) {
  return std::clamp(width * 0.62, 260.0, 460.0);
}

void draw_panel(const BoxPlot& plot, const Rect& outer, Sheet& sheet) {
  Axis x;
  Extent extent(plot.y.logarithmic);
  for (const Box& box : plot.boxes) {
    x.categories.push_back(box.label);
    for (const double value : {box.low, box.quartile1, box.median, box.quartile3, box.high}) {
      extent.add(value);
    }
    extent.add(box.outliers);
  }
  const Range y = extent.range(plot.y, 0.04, 0.04);
  const Frame frame = frame_for(x, category_range(x), plot.y, y, outer, sheet.language());
  sheet.area(frame.plot, frame.x.range, y);
  draw_grid(frame, sheet);
  write_axes(frame, false, sheet);
  std::vector<std::string> elements;
  if (!plot.boxes.empty()) {
    const std::string file = sheet.table_file(table_of(plot, sheet));
    // Outliers lie on one line in their thousands: small, and see-through so that density shows.
    for (std::size_t k = 0; k < plot.boxes.size(); ++k) {
      const Box& box = plot.boxes[k];
      const std::string colour = style::text_of(style::colour(box.colour));
      if (has_outliers(box)) {
        elements.push_back(
            fmt::format("{} index 1 using ($1=={}?$1:NaN):2 with points pt 7 ps 4*dot lc rgb '{}'",
                        file, k, style::text_of(style::colour(box.colour), 0.35)));
      }
      if (!drawable(box)) continue;
      elements.push_back(fmt::format(
          "{} index 0 every ::{}::{} using 1:3:2:6:5:({}) with candlesticks whiskerbars 0.5 "
          "fs solid fc rgb '{}' lc rgb '{}' lw 1.5",
          file, k, k, box_width, colour, style::ink));
      elements.push_back(fmt::format(
          "{} index 0 every ::{}::{} using 1:4:4:4:4:({}) with candlesticks lw 3 lc rgb '{}'", file,
          k, k, box_width, style::ink_on(style::colour(box.colour))));
    }
  }
  sheet.plot(elements);
}

}  // namespace lucarne
