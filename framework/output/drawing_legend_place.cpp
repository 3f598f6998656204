// SPDX-License-Identifier: MIT
#include "output/drawing_legend.hpp"

#include <algorithm>

namespace lucarne {
namespace {

// Where values lie within a plot, in pixels.
struct Places {
  Rect area;
  Range x;
  Range y;

  double across(double value) const { return area.left + area.width() * x.fraction(value); }
  double down(double value) const { return area.bottom - area.height() * y.fraction(value); }
};

bool holds(const Rect& box, double x, double y) {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

// Marks of a series under the box; what stands on the ground counts where it reaches into the box.
double covered(const Series& series, const Places& places, const Rect& box) {
  const bool stands = series.mark == Mark::bars || series.mark == Mark::area;
  const bool joined = series.mark == Mark::line || series.mark == Mark::steps;
  const arma::uword n = std::min(series.x.n_elem, series.y.n_elem);
  double marks = 0;
  for (arma::uword i = 0; i < n; ++i) {
    const double x = places.across(series.x[i]);
    const double y = places.down(series.y[i]);
    if (stands) {
      marks += x >= box.left - 4 && x <= box.right + 4 && y <= box.bottom ? 1 : 0;
    } else if (holds(box, x, y)) {
      marks += 1;
    }
    if (!joined || i + 1 == n) continue;
    const double next_x = places.across(series.x[i + 1]);
    const double next_y = places.down(series.y[i + 1]);
    constexpr int parts = 8;
    for (int k = 1; k < parts; ++k) {
      const double share = static_cast<double>(k) / parts;
      marks += holds(box, x + (next_x - x) * share, y + (next_y - y) * share) ? 1.0 / parts : 0;
    }
  }
  return marks;
}

double covered(const ReferenceLine& line, const Places& places, const Rect& box) {
  if (line.direction == ReferenceLine::Direction::vertical) {
    const double x = places.across(line.at);
    return x >= box.left && x <= box.right ? 1 : 0;
  }
  if (line.direction == ReferenceLine::Direction::horizontal) {
    const double y = places.down(line.at);
    return y >= box.top && y <= box.bottom ? 1 : 0;
  }
  constexpr int parts = 32;
  for (int k = 0; k <= parts; ++k) {
    const double value = places.x.min + (places.x.max - places.x.min) * k / parts;
    if (holds(box, places.across(value), places.down(value))) return 1;
  }
  return 0;
}

}  // namespace

Rect Legend::place_inside(const Plot& plot, const Rect& area, const Range& x,
                          const Range& y) const {
  constexpr double gap = 4;
  const Places places{area, x, y};
  const auto corner = [&](bool left, bool top) {
    Rect box;
    box.left = left ? area.left + gap : area.right - gap - width();
    box.top = top ? area.top + gap : area.bottom - gap - height();
    box.right = box.left + width();
    box.bottom = box.top + height();
    return box;
  };
  const bool left = plot.legend == LegendPlace::inside_left;
  Rect best = corner(left, true);
  double least = -1;
  for (const Rect& box : {best, corner(!left, true), corner(left, false), corner(!left, false)}) {
    double marks = 0;
    for (const Series& series : plot.series) marks += covered(series, places, box);
    for (const ReferenceLine& line : plot.lines) marks += covered(line, places, box);
    for (const Annotation& note : plot.annotations) {
      marks += holds(box, places.across(note.x), places.down(note.y)) ? 2 : 0;
    }
    if (least >= 0 && marks >= least) continue;
    least = marks;
    best = box;
  }
  return best;
}

}  // namespace lucarne
