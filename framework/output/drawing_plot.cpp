// SPDX-License-Identifier: MIT
#include "output/drawing_axes.hpp"
#include "output/drawing_legend.hpp"
#include "output/drawing_panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace lucarne {
namespace {

// The shortest common length: a plugin's mistake costs marks, not memory.
arma::uword length_of(const Series& series) { return std::min(series.x.n_elem, series.y.n_elem); }

bool has_error_bars(const Series& series) {
  const arma::uword n = length_of(series);
  return n > 0 && series.low.n_elem >= n && series.high.n_elem >= n;
}

bool stands_on_zero(const Series& series) {
  return series.mark == Mark::bars || series.mark == Mark::area;
}

bool drawable(double x, double y, const Plot& plot) {
  return std::isfinite(x) && std::isfinite(y) && (!plot.x.logarithmic || x > 0) &&
         (!plot.y.logarithmic || y > 0);
}

double bar_width(const Series& series) {
  if (series.width > 0) return series.width;
  const arma::vec finite = series.x.elem(arma::find_finite(series.x));
  const arma::vec steps = arma::diff(arma::vec(arma::sort(finite)));
  const arma::vec positive = steps.elem(arma::find(steps > 0));
  return positive.empty() ? 1.0 : positive.min();
}

Range x_range_of(const Plot& plot) {
  if (!plot.x.categories.empty()) return category_range(plot.x);
  Extent extent(plot.x.logarithmic);
  bool to_the_edge = !plot.series.empty();
  for (const Series& series : plot.series) {
    const double half = series.mark == Mark::bars ? bar_width(series) / 2 : 0;
    for (arma::uword i = 0; i < length_of(series); ++i) {
      if (!drawable(series.x[i], series.y[i], plot)) continue;
      extent.add(series.x[i] - half);
      extent.add(series.x[i] + half);
    }
    to_the_edge = to_the_edge && series.mark != Mark::points;
  }
  for (const ReferenceLine& line : plot.lines) {
    if (line.direction == ReferenceLine::Direction::vertical) extent.add(line.at);
  }
  const double margin = to_the_edge ? 0.01 : 0.04;
  return extent.range(plot.x, margin, margin);
}

Range y_range_of(const Plot& plot) {
  if (!plot.y.categories.empty()) return category_range(plot.y);
  Extent extent(plot.y.logarithmic);
  bool on_zero = false;
  for (const Series& series : plot.series) {
    for (arma::uword i = 0; i < length_of(series); ++i) {
      if (!drawable(series.x[i], series.y[i], plot)) continue;
      extent.add(series.y[i]);
      if (!has_error_bars(series)) continue;
      extent.add(series.low[i]);
      extent.add(series.high[i]);
    }
    on_zero = on_zero || stands_on_zero(series);
  }
  for (const ReferenceLine& line : plot.lines) {
    if (line.direction == ReferenceLine::Direction::horizontal) extent.add(line.at);
  }
  if (on_zero) extent.add(0.0);
  const bool from_zero = on_zero && extent.min() >= 0 && !plot.y.logarithmic;
  const bool to_zero = on_zero && extent.max() <= 0 && !plot.y.logarithmic;
  return extent.range(plot.y, from_zero ? 0 : 0.05, to_zero ? 0 : 0.05);
}

// One block a series, two empty lines between: gnuplot counts them with `index`.
std::string table_of(const Plot& plot, const Sheet& sheet) {
  std::string table;
  for (const Series& series : plot.series) {
    if (length_of(series) == 0) continue;
    std::string label = printable(series.label.in(sheet.language()));
    std::replace(label.begin(), label.end(), '\n', ' ');
    const bool errors = has_error_bars(series);
    if (!table.empty()) table += "\n\n";
    table += "# " + label + "\n# x\ty" + (errors ? "\tlow\thigh" : "") + "\n";
    const auto put = [&table](double value, char end) {
      // gnuplot takes infinities for places; as "nan" they leave a gap.
      fmt::format_to(std::back_inserter(table), "{}{}", std::isfinite(value) ? value : NAN, end);
    };
    for (arma::uword i = 0; i < length_of(series); ++i) {
      put(series.x[i], '\t');
      put(series.y[i], errors ? '\t' : '\n');
      if (!errors) continue;
      put(series.low[i], '\t');
      put(series.high[i], '\n');
    }
  }
  return table;
}

bool visible(const Series& series, const Plot& plot) {
  for (arma::uword i = 0; i < length_of(series); ++i) {
    if (drawable(series.x[i], series.y[i], plot)) return true;
  }
  return false;
}

std::string marks_of(const Series& series, const Range& y, double pixels_per_x) {
  const std::string colour = style::text_of(style::colour(series.colour), series.opacity);
  const double line = series.width > 0 ? series.width : style::line_width;
  switch (series.mark) {
    case Mark::bars: {
      const double width = bar_width(series);
      // Touching bars show where one ends and the next begins, unless they are too thin for it.
      const bool outlined = width * pixels_per_x > 6;
      return fmt::format("using 1:2:({}) with boxes fc rgb '{}' fs solid {}", width, colour,
                         outlined ? "border lc rgb '#ffffff' lw 0.7" : "noborder");
    }
    case Mark::line: return "using 1:2 with lines " + line_style(colour, line, series.dashed);
    case Mark::steps: return "using 1:2 with steps " + line_style(colour, line, series.dashed);
    case Mark::points:
      return fmt::format("using 1:2 with points pt 7 ps {:.4g}*dot lc rgb '{}'",
                         series.point_size > 0 ? series.point_size : style::point_size, colour);
    case Mark::area:
      return fmt::format("using 1:2 with filledcurves y1={} fc rgb '{}' fs solid noborder",
                         y.logarithmic ? y.min : std::clamp(0.0, y.min, y.max), colour);
  }
  return "";
}

std::vector<std::string> elements_of(const Plot& plot, const Range& y, double pixels_per_x,
                                     Sheet& sheet) {
  std::vector<std::string> elements;
  if (plot.series.empty()) return elements;
  const std::string file = sheet.table_file(table_of(plot, sheet));
  std::size_t block = 0;
  for (std::size_t k = 0; k < plot.series.size(); ++k) {
    const Series& series = plot.series[k];
    if (length_of(series) == 0) continue;
    const std::size_t index = block++;
    if (!visible(series, plot)) continue;
    elements.push_back(
        fmt::format("{} index {} {}", file, index, marks_of(series, y, pixels_per_x)));
    if (has_error_bars(series)) {
      // As arrows with flat heads: gnuplot's error bars punch a white dot into their middle.
      elements.push_back(fmt::format(
          "{} index {} using 1:3:(0):($4-$3) with vectors heads size screen 0.003,90 fixed lw 1.5 "
          "lc rgb '{}'",
          file, index, style::ink));
    }
  }
  return elements;
}

void draw_lines(const Plot& plot, const Frame& frame, Sheet& sheet) {
  const Rect& rect = frame.plot;
  const Range& x = frame.x.range;
  const Range& y = frame.y.range;
  const auto at_x = [&](double v) { return rect.left + rect.width() * x.fraction(v); };
  const auto at_y = [&](double v) { return rect.bottom - rect.height() * y.fraction(v); };
  for (const ReferenceLine& line : plot.lines) {
    const std::string colour = style::text_of(style::colour(line.colour));
    Rect ends = rect;
    if (line.direction == ReferenceLine::Direction::vertical) {
      if (!x.holds(line.at)) continue;
      ends.left = ends.right = at_x(line.at);
    } else if (line.direction == ReferenceLine::Direction::horizontal) {
      if (!y.holds(line.at)) continue;
      ends.top = ends.bottom = at_y(line.at);
    } else {
      const double from = std::max(x.min, y.min);
      const double to = std::min(x.max, y.max);
      if (from >= to) continue;
      ends = {at_x(from), at_y(to), at_x(to), at_y(from)};
    }
    sheet.segment(ends.left, ends.bottom, ends.right, ends.top, colour, style::line_width - 0.5,
                  line.dashed);
    if (plot.legend != LegendPlace::none) continue;
    const FittedText label =
        fit_text(line.label.in(sheet.language()), rect.width() / 2, style::tick_size, 12, 1);
    if (label.lines.empty()) continue;
    const bool upright = line.direction == ReferenceLine::Direction::vertical;
    const bool right = upright && ends.right > rect.middle_x();
    const double width = label.width() + 8;
    const double left = !upright ? rect.right - width - 4
                        : right  ? ends.right - width - 4
                                 : ends.right + 4;
    const double middle = upright ? rect.top + 12 : ends.top - 13;
    sheet.rectangle({left, middle - 10, left + width, middle + 10}, style::halo);
    sheet.text(left + 4, middle, label.lines.front(),
               {label.size, Align::left, false, false, colour});
  }
}

void write_annotations(const Plot& plot, const Frame& frame, Sheet& sheet) {
  const Rect& rect = frame.plot;
  for (const Annotation& note : plot.annotations) {
    if (!frame.x.range.holds(note.x) || !frame.y.range.holds(note.y)) continue;
    const FittedText text =
        fit_text(note.text.in(sheet.language()), rect.width() / 2, style::tick_size, 12, 3);
    if (text.lines.empty()) continue;
    const double half_width = text.width(true) / 2 + 4;
    const double half_height = text.height() / 2 + 1;
    const double x = std::clamp(rect.left + rect.width() * frame.x.range.fraction(note.x),
                                rect.left + half_width,
                                std::max(rect.left + half_width, rect.right - half_width));
    const double y = rect.bottom - rect.height() * frame.y.range.fraction(note.y);
    sheet.rectangle({x - half_width, y - half_height, x + half_width, y + half_height},
                    style::halo);
    sheet.block(x, y - text.height() / 2, text,
                {text.size, Align::centre, true, false, style::ink});
  }
}

}  // namespace

double natural_height(const Plot& plot, double width) {
  if (plot.equal_axes) return std::clamp(width * 0.8, 320.0, 900.0);
  return std::clamp(width * 0.62, 260.0, 460.0);
}

void draw_panel(const Plot& plot, const Rect& outer, Sheet& sheet) {
  const Legend legend(plot, outer, sheet.language());
  Rect rect = outer;
  const bool outside = plot.legend == LegendPlace::outside_right && !legend.empty();
  if (outside) rect.right -= legend.width() + 6;
  Range x = x_range_of(plot);
  Range y = y_range_of(plot);
  Frame frame = frame_for(plot.x, x, plot.y, y, rect, sheet.language());
  if (plot.equal_axes && !x.logarithmic && !y.logarithmic) {
    make_axes_equal(plot.x, plot.y, x, y, frame.plot);
    rect.right = frame.plot.right;
    rect.top = frame.plot.top;
    frame = frame_for(plot.x, x, plot.y, y, rect, sheet.language());
  }
  sheet.area(frame.plot, x, y);
  draw_grid(frame, sheet);
  write_axes(frame, false, sheet);
  draw_lines(plot, frame, sheet);
  write_annotations(plot, frame, sheet);
  if (!legend.empty()) {
    const Rect inside = legend.place_inside(plot, frame.plot, x, y);
    legend.draw(outside ? rect.right + 6 : inside.left, outside ? frame.plot.top + 4 : inside.top,
                sheet);
  }
  sheet.plot(elements_of(plot, y, frame.plot.width() / (x.max - x.min), sheet));
}

}  // namespace lucarne
