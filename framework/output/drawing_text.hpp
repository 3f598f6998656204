// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// User text on its way into a picture: made printable, measured, fitted, quoted.
namespace lucarne {

/// Valid UTF-8 without control characters or marks that reorder text; line breaks stay, tabs become
/// blanks, what is no UTF-8 becomes U+FFFD.
std::string printable(std::string_view text);

/// One line of printable text as a gnuplot string that nothing in gnuplot interprets: between
/// single quotes neither backslashes nor backticks nor @macros mean anything. A quote that gnuplot
/// cannot read becomes U+2019.
std::string gnuplot_string(std::string_view line);

/// Width in pixels at that font size. From the widths of DejaVu Sans; other scripts are estimated.
double text_width(std::string_view text, double size, bool bold = false);

struct FittedText {
  std::vector<std::string> lines;
  double size = 0;  ///< of the font

  double width(bool bold = false) const;
  double height() const;  ///< of all lines together
};

/// Height of a line in units of the font size.
constexpr double line_height = 1.25;

/// Breaks and shrinks text until it fits into `width` pixels and `max_lines` lines; what is still
/// too long at `smallest` ends in an ellipsis.
FittedText fit_text(std::string_view text, double width, double size, double smallest,
                    std::size_t max_lines, bool bold = false);

/// Gives all the smallest of their sizes, so that labels of one kind look alike.
void make_alike(std::span<FittedText> texts);

}  // namespace lucarne
