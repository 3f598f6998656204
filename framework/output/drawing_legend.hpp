// SPDX-License-Identifier: MIT
#pragma once

#include "output/drawing_sheet.hpp"

namespace lucarne {

/// The legend of a plot, measured. We set it ourselves: gnuplot's own gets its width wrong, differs
/// between PNG and SVG, and repeats its titles as tooltips.
class Legend {
 public:
  /// Entries: series and reference lines that have a label.
  Legend(const Plot& plot, const Rect& outer, Language language);

  bool empty() const { return entries_.empty(); }
  double width() const;
  double height() const;
  void draw(double left, double top, Sheet& sheet) const;

  /// The corner of `area` (the plot) in which it covers least; the author's side where both are
  /// free.
  Rect place_inside(const Plot& plot, const Rect& area, const Range& x, const Range& y) const;

 private:
  struct Entry {
    Mark mark = Mark::line;
    std::string colour;
    bool dashed = false;
    double size = 0;
    FittedText text;
  };
  double row_height() const;

  FittedText title_;
  std::vector<Entry> entries_;
  double size_ = style::tick_size;
};

}  // namespace lucarne
