// SPDX-License-Identifier: MIT
#include "output/drawing_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr double gap = 7;  // between plot, labels and title

std::vector<AxisLayout::Label> number_labels(const Range& range, std::size_t at_most,
                                             Language language) {
  std::vector<AxisLayout::Label> labels;
  for (const Tick& tick : ticks_of(range, at_most, language)) {
    labels.push_back({tick.at, {{tick.label}, style::tick_size}});
  }
  return labels;
}

double widest(const std::vector<AxisLayout::Label>& labels) {
  double width = 0;
  for (const AxisLayout::Label& label : labels) width = std::max(width, label.text.width());
  return width;
}

double tallest(const std::vector<AxisLayout::Label>& labels) {
  double height = 0;
  for (const AxisLayout::Label& label : labels) height = std::max(height, label.text.height());
  return height;
}

// Names at 0, 1, 2, ... within the range, each fitted into `width` and `max_lines`.
std::vector<AxisLayout::Label> category_labels(const Axis& axis, const Range& range, double width,
                                               double smallest, std::size_t max_lines,
                                               std::size_t stride, Language language) {
  std::vector<double> places;
  std::vector<FittedText> texts;
  for (std::size_t k = 0; k < axis.categories.size(); k += stride) {
    const double at = static_cast<double>(k);
    if (!range.holds(at)) continue;
    places.push_back(at);
    texts.push_back(
        fit_text(axis.categories[k].in(language), width, style::tick_size, smallest, max_lines));
  }
  make_alike(texts);
  std::vector<AxisLayout::Label> labels;
  for (std::size_t i = 0; i < texts.size(); ++i) labels.push_back({places[i], texts[i]});
  return labels;
}

// Every k-th name is written, so that `needed` pixels lie between two. Round strides, since most
// rows of many names are numbers.
std::size_t stride_for(double needed, double cell) {
  const double least = needed / std::max(cell, 1e-3);
  for (double power = 1; power < 1e9; power *= 10) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor * power >= least) return static_cast<std::size_t>(factor * power);
    }
  }
  return 1000000000;
}

bool any_shortened(const std::vector<AxisLayout::Label>& labels) {
  return std::any_of(labels.begin(), labels.end(), [](const AxisLayout::Label& label) {
    return !label.text.lines.empty() && label.text.lines.back().ends_with("…");
  });
}

void lay_out_categories_below(const Axis& axis, double pixels, Language language,
                              AxisLayout& layout) {
  constexpr double unlimited = 1e9;
  const double cell = pixels / (layout.range.max - layout.range.min);
  const auto labels = [&](double width, double smallest, std::size_t lines, std::size_t stride) {
    return category_labels(axis, layout.range, width, smallest, lines, stride, language);
  };
  const double whole = widest(labels(unlimited, style::tick_size, 1, 1));
  constexpr double short_label = 34;  // such as a class number: dropping some loses nothing
  if (whole + 6 <= cell || whole <= short_label) {
    layout.labels = labels(unlimited, style::tick_size, 1, stride_for(whole + 6, cell));
    return;
  }
  layout.labels = labels(cell - 6, 13, 2, 1);
  if (!any_shortened(layout.labels)) return;
  layout.upright = true;
  layout.labels = labels(150, 12, 1, stride_for(style::tick_size * 1.15, cell));
}

}  // namespace

double AxisLayout::room() const {
  const double labelled = labels_room > 0 ? labels_room + gap : 0;
  return labelled + (title.lines.empty() ? 0 : title.height() + gap);
}

Range category_range(const Axis& axis) {
  const double n = static_cast<double>(axis.categories.size());
  return {axis.min.value_or(-0.5), axis.max.value_or(std::max(n, 1.0) - 0.5)};
}

AxisLayout horizontal_axis(const Axis& axis, const Range& range, double pixels, Language language) {
  AxisLayout layout;
  layout.range = range;
  layout.marks = axis.categories.empty();
  layout.title = fit_text(axis.label.in(language), pixels, style::label_size, 13, 2);
  if (axis.hide_ticks) return layout;
  if (axis.categories.empty()) {
    // Fewer numbers until they stand apart.
    for (std::size_t at_most = 12; at_most >= 2; --at_most) {
      layout.labels = number_labels(range, at_most, language);
      const double count = static_cast<double>(layout.labels.size());
      if (count * (widest(layout.labels) + 18) <= pixels) break;
    }
  } else {
    lay_out_categories_below(axis, pixels, language, layout);
  }
  layout.labels_room = layout.upright ? widest(layout.labels) : tallest(layout.labels);
  return layout;
}

AxisLayout vertical_axis(const Axis& axis, const Range& range, double pixels, Language language) {
  AxisLayout layout;
  layout.range = range;
  layout.marks = axis.categories.empty();
  layout.title = fit_text(axis.label.in(language), pixels, style::label_size, 13, 2);
  if (axis.hide_ticks) return layout;
  if (axis.categories.empty()) {
    const double usual = std::clamp(pixels / 48, 2.0, 10.0);
    // One number alone gives no scale: short axes may be denser.
    for (std::size_t at_most = static_cast<std::size_t>(usual); at_most <= 10; ++at_most) {
      layout.labels = number_labels(range, at_most, language);
      if (layout.labels.size() >= 2) break;
    }
  } else {
    const double cell = pixels / (range.max - range.min);
    layout.labels = category_labels(axis, range, 200, 12, 1,
                                    stride_for(style::tick_size * 1.15, cell), language);
  }
  layout.labels_room = widest(layout.labels);
  return layout;
}

Frame frame_for(const Axis& x, const Range& x_range, const Axis& y, const Range& y_range,
                const Rect& outer, Language language) {
  Frame frame;
  frame.plot = outer;
  // Each axis needs the other's room: the guess of the first round is settled in the second.
  for (int round = 0; round < 2; ++round) {
    frame.y = vertical_axis(y, y_range, std::max(40.0, frame.plot.height()), language);
    frame.plot.left = outer.left + frame.y.room();
    frame.x = horizontal_axis(x, x_range, std::max(40.0, frame.plot.width()), language);
    frame.plot.bottom = outer.bottom - frame.x.room();
  }
  // Half of an outermost number stands beyond the plot's end.
  if (!frame.x.labels.empty() && !frame.x.upright) {
    const AxisLayout::Label& last = frame.x.labels.back();
    const double end =
        frame.plot.left + frame.plot.width() * x_range.fraction(last.at) + last.text.width() / 2;
    frame.plot.right -= std::max(0.0, end - outer.right);
  }
  frame.plot.right = std::max(frame.plot.right, frame.plot.left + 20);
  frame.plot.bottom = std::max(frame.plot.bottom, frame.plot.top + 20);
  return frame;
}

void make_axes_equal(const Axis& x_axis, const Axis& y_axis, Range& x, Range& y, Rect& plot) {
  const double x_unit = plot.width() / (x.max - x.min);
  const double y_unit = plot.height() / (y.max - y.min);
  const auto lengthen = [](Range& range, double length) {
    const double middle = (range.min + range.max) / 2;
    range.min = middle - length / 2;
    range.max = middle + length / 2;
  };
  if (x_unit > y_unit) {
    if (!x_axis.min && !x_axis.max) {
      lengthen(x, plot.width() / y_unit);
    } else {
      plot.right = plot.left + (x.max - x.min) * y_unit;
    }
  } else if (!y_axis.min && !y_axis.max) {
    lengthen(y, plot.height() / x_unit);
  } else {
    plot.top = plot.bottom - (y.max - y.min) * x_unit;
  }
}

void write_axes(const Frame& frame, bool first_at_top, Sheet& sheet) {
  const Rect& plot = frame.plot;
  TextStyle ink{style::tick_size, Align::centre, false, false, style::soft_ink};
  for (const AxisLayout::Label& label : frame.x.labels) {
    const double x = plot.left + plot.width() * frame.x.range.fraction(label.at);
    if (frame.x.upright) {
      for (const std::string& line : label.text.lines) {
        sheet.text(x, plot.bottom + gap, line,
                   {label.text.size, Align::right, false, true, style::soft_ink});
      }
    } else {
      sheet.block(x, plot.bottom + gap, label.text, ink);
    }
  }
  ink.align = Align::right;
  for (const AxisLayout::Label& label : frame.y.labels) {
    const double share = frame.y.range.fraction(label.at);
    const double y = plot.top + plot.height() * (first_at_top ? share : 1 - share);
    sheet.block(plot.left - gap, y - label.text.height() / 2, label.text, ink);
  }
  const TextStyle title{style::label_size, Align::centre, false, false, style::ink};
  sheet.block(plot.middle_x(), plot.bottom + frame.x.room() - frame.x.title.height(), frame.x.title,
              title);
  TextStyle upright = title;
  upright.upright = true;
  sheet.block(plot.middle_y(), plot.left - frame.y.room(), frame.y.title, upright);
}

void draw_grid(const Frame& frame, Sheet& sheet) {
  const auto ticks = [](const AxisLayout& axis) {
    std::string places;
    for (const AxisLayout::Label& label : axis.labels) {
      places += fmt::format("{}'' {}", places.empty() ? "" : ", ", label.at);
    }
    return places;
  };
  const auto grid = [&](const char* name, const AxisLayout& axis) {
    if (axis.labels.empty() || !axis.marks) return;
    sheet.command(fmt::format("set {0}tics scale 0 ({1}); set grid {0}tics lt 1 lc rgb '{2}' lw 1",
                              name, ticks(axis), style::grid));
  };
  grid("x", frame.x);
  grid("y", frame.y);
  sheet.command(fmt::format("set border 3 lw 1 lc rgb '{}'", style::frame));
}

}  // namespace lucarne
