// SPDX-License-Identifier: MIT
#pragma once

#include "output/drawing_scale.hpp"
#include "output/drawing_style.hpp"
#include "output/drawing_text.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lucarne {

/// Pixels from the top left of the figure.
struct Rect {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  double width() const { return right - left; }
  double height() const { return bottom - top; }
  double middle_x() const { return (left + right) / 2; }
  double middle_y() const { return (top + bottom) / 2; }
};

enum class Depth { behind, front };

enum class Align { left, centre, right };

struct TextStyle {
  double size = style::label_size;
  Align align = Align::left;
  bool bold = false;
  bool upright = false;  ///< rotated by 90 degrees, read from below
  std::string colour = style::ink;
};

/// One figure on its way to gnuplot: commands in pixels, and the data files that they plot. All
/// text goes through `text`, so that it is quoted in one place.
class Sheet {
 public:
  /// `taken`: names of data files in the folder; must outlive the sheet
  Sheet(std::string name, std::filesystem::path folder, double width, double height,
        Language language, std::set<std::string>& taken);

  double width() const { return width_; }
  double height() const { return height_; }
  Language language() const { return language_; }

  /// A gnuplot command. requires: no text of users in it but `gnuplot_string`
  void command(std::string_view line);

  /// `x`, `y`: where the middle of the line's height is; its left end, middle or right end.
  void text(double x, double y, std::string_view line, const TextStyle& style);
  /// All lines, the first one below `top`.
  void block(double x, double top, const FittedText& text, TextStyle style);
  void rectangle(const Rect& rect, std::string_view fill, std::string_view border = "",
                 Depth depth = Depth::front);
  void segment(double x0, double y0, double x1, double y1, std::string_view colour, double width,
               bool dashed = false);
  void dot(double x, double y, double diameter, std::string_view colour);

  /// Starts a plot: its place and ranges, no ticks, no frame.
  /// `first_at_top`: y grows downwards
  void area(const Rect& rect, const Range& x, const Range& y, bool first_at_top = false);
  /// Draws the elements over each other, and everything put down since the last plot.
  void plot(const std::vector<std::string>& elements);
  void palette(Palette palette, double min, double max);
  /// The shades of the palette from bottom to top, framed.
  void colour_box(const Rect& rect);

  /// Writes the data behind a panel as text, tab-separated; returns the file as a gnuplot string.
  std::string table_file(std::string_view content);
  /// Writes float32 values, column after column; returns the file as a gnuplot string.
  std::string float_file(const arma::fmat& values);

  /// The whole script. requires: called once, at the end
  std::string script() const;

 private:
  std::string x_of(double pixels) const;
  std::string y_of(double pixels) const;
  std::string fresh_file(const std::string& ending);

  std::string name_;
  std::filesystem::path folder_;
  double width_;
  double height_;
  Language language_;
  std::string commands_;
  std::set<std::string>& taken_;
};

/// gnuplot's words for a line; `width` in pixels.
std::string line_style(std::string_view colour, double width, bool dashed);

}  // namespace lucarne
