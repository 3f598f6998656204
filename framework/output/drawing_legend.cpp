// SPDX-License-Identifier: MIT
#include "output/drawing_legend.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr double sample_width = 26;
constexpr double padding = 8;

}  // namespace

Legend::Legend(const Plot& plot, const Rect& outer, Language language) {
  if (plot.legend == LegendPlace::none) return;
  const double text_room = outer.width() * 0.42 - sample_width - 2 * padding;
  const auto fitted = [&](const Text& label) {
    return fit_text(label.in(language), text_room, style::tick_size, 12, 1);
  };
  for (const Series& series : plot.series) {
    FittedText text = fitted(series.label);
    if (text.lines.empty()) continue;
    const double size = series.mark == Mark::points && series.point_size > 0 ? series.point_size
                        : series.mark == Mark::points                        ? style::point_size
                        : series.width > 0                                   ? series.width
                                                                             : style::line_width;
    entries_.push_back({series.mark, style::text_of(style::colour(series.colour), series.opacity),
                        series.dashed, size, std::move(text)});
  }
  for (const ReferenceLine& line : plot.lines) {
    FittedText text = fitted(line.label);
    if (text.lines.empty()) continue;
    entries_.push_back({Mark::line, style::text_of(style::colour(line.colour)), line.dashed,
                        style::line_width, std::move(text)});
  }
  if (entries_.empty()) return;
  title_ = fitted(plot.legend_title);
  // Many classes: smaller, then as many as there is room for.
  const double rows = static_cast<double>(entries_.size() + title_.lines.size());
  const double room = std::max(40.0, outer.height() - 2 * padding);
  size_ = std::clamp(room / rows / 1.4, 10.0, style::tick_size);
  const double spare = std::floor(room / row_height()) - static_cast<double>(title_.lines.size());
  const auto fitting = static_cast<std::size_t>(std::max(1.0, spare));
  if (entries_.size() > fitting) {
    const std::size_t kept = fitting - 1;
    const std::string rest = "… +" + std::to_string(entries_.size() - kept);
    entries_.resize(kept);
    entries_.push_back({Mark::line, "#00ffffff", false, 0, {{rest}, size_}});
  }
  for (Entry& entry : entries_) entry.text.size = std::min(entry.text.size, size_);
  title_.size = std::min(title_.size, size_);
}

double Legend::row_height() const { return size_ * 1.4; }

double Legend::width() const {
  double widest = title_.width(true) - sample_width - padding;
  for (const Entry& entry : entries_) widest = std::max(widest, entry.text.width());
  return widest + sample_width + 3 * padding;
}

double Legend::height() const {
  return row_height() * static_cast<double>(entries_.size() + title_.lines.size()) + padding;
}

void Legend::draw(double left, double top, Sheet& sheet) const {
  sheet.rectangle({left, top, left + width(), top + height()}, style::halo);
  double y = top + padding / 2 + row_height() / 2;
  const double sample = left + padding;
  for (const std::string& line : title_.lines) {
    sheet.text(sample, y, line, {title_.size, Align::left, true, false, style::ink});
    y += row_height();
  }
  for (const Entry& entry : entries_) {
    const double middle = sample + sample_width / 2;
    if (entry.size == 0) {
      // The line that counts what is not shown has no sample.
    } else if (entry.mark == Mark::points) {
      sheet.dot(middle, y, std::clamp(entry.size, 7.0, 14.0), entry.colour);
    } else if (entry.mark == Mark::bars || entry.mark == Mark::area) {
      sheet.rectangle({sample + 3, y - size_ * 0.4, sample + sample_width - 3, y + size_ * 0.4},
                      entry.colour);
    } else {
      sheet.segment(sample, y, sample + sample_width, y, entry.colour, entry.size, entry.dashed);
    }
    sheet.text(sample + sample_width + padding, y, entry.text.lines.front(),
               {entry.text.size, Align::left, false, false, style::ink});
    y += row_height();
  }
}

}  // namespace lucarne
