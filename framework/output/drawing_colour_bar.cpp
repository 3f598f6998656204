// SPDX-License-Identifier: MIT
#include "output/drawing_axes.hpp"
#include "output/drawing_panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr double strip_width = 18;

AxisLayout bar_axis(const Range& range, const Text& label, double height, Language language) {
  Axis axis;
  axis.label = label;
  return vertical_axis(axis, range, height, language);
}

}  // namespace

Range colour_range(const Extent& values, std::optional<double> min, std::optional<double> max,
                   std::optional<double> centre) {
  Axis axis;
  axis.min = min;
  axis.max = max;
  Range range = values.range(axis, 0, 0);
  if (centre && std::isfinite(*centre)) {
    const double reach = std::max(std::abs(range.max - *centre), std::abs(range.min - *centre));
    range.min = *centre - reach;
    range.max = *centre + reach;
  }
  return range;
}

double colour_bar_room(const Range& range, const Text& label, double height, Language language) {
  AxisLayout axis = bar_axis(range, label, height, language);
  // The bar's height is settled later, and with it which numbers stand beside it.
  for (double other = 96; other <= 480; other += 48) {
    axis.labels_room =
        std::max(axis.labels_room, bar_axis(range, label, other, language).labels_room);
  }
  return strip_width + 7 + axis.room();
}

void draw_colour_bar(const Range& range, const Text& label, const Rect& bar, Sheet& sheet) {
  const AxisLayout axis = bar_axis(range, label, bar.height(), sheet.language());
  const Rect coloured{bar.left, bar.top, bar.left + strip_width, bar.bottom};
  for (const AxisLayout::Label& number : axis.labels) {
    const double y = bar.bottom - bar.height() * range.fraction(number.at);
    sheet.text(coloured.right + 7, y, number.text.lines.front(),
               {style::tick_size, Align::left, false, false, style::soft_ink});
  }
  sheet.block(bar.middle_y(), coloured.right + 7 + axis.room() - axis.title.height(), axis.title,
              {style::label_size, Align::centre, false, true, style::ink});
  sheet.colour_box(coloured);
}

}  // namespace lucarne
