// SPDX-License-Identifier: MIT
#pragma once

#include "output/drawing_sheet.hpp"

namespace lucarne {

/// One axis with everything that is written along it, measured before anything is drawn.
struct AxisLayout {
  struct Label {
    double at = 0;  ///< value
    FittedText text;
  };
  Range range;
  std::vector<Label> labels;
  bool upright = false;  ///< labels stand, because they do not fit side by side
  bool marks = true;     ///< a grid line belongs to each label
  double labels_room = 0;
  FittedText title;

  /// Pixels needed outside the plot.
  double room() const;
};

/// `pixels`: length of the axis.
AxisLayout horizontal_axis(const Axis& axis, const Range& range, double pixels, Language language);
AxisLayout vertical_axis(const Axis& axis, const Range& range, double pixels, Language language);

/// The plot inside `outer` once both axes have their room, and the axes laid out for it.
struct Frame {
  Rect plot;
  AxisLayout x;
  AxisLayout y;
};
Frame frame_for(const Axis& x, const Range& x_range, const Axis& y, const Range& y_range,
                const Rect& outer, Language language);

/// Makes a unit as long on x as on y within `plot`: lengthens the shorter axis, unless its ends are
/// fixed; then the plot is made smaller.
void make_axes_equal(const Axis& x_axis, const Axis& y_axis, Range& x, Range& y, Rect& plot);

/// Writes labels and titles around `frame.plot`.
/// `first_at_top`: y grows downwards
void write_axes(const Frame& frame, bool first_at_top, Sheet& sheet);

/// Grid lines and the two axis lines. requires: Sheet::area was called for this plot
void draw_grid(const Frame& frame, Sheet& sheet);

/// Range of an axis whose positions are named.
Range category_range(const Axis& axis);

}  // namespace lucarne
