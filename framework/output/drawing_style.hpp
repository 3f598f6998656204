// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/figure.hpp>

#include <span>
#include <string>

/// How figures look: every colour, font size and line width in one place.
namespace lucarne::style {

/// sRGB, 0 to 1.
struct Rgb {
  double red = 0;
  double green = 0;
  double blue = 0;
};

/// A colour stop of a palette; `at` runs from 0 to 1.
struct Stop {
  double at = 0;
  Rgb colour;
};

// Font sizes in pixels of the PNG. 1200 pixels are read at about 1000 in the report.
constexpr double title_size = 23;
constexpr double panel_title_size = 19;
constexpr double label_size = 18;
constexpr double tick_size = 16;
constexpr double smallest_size = 11;

constexpr double line_width = 2.5;
constexpr double point_size = 8;
constexpr double margin = 16;  ///< around the figure and between panels

constexpr const char* ink = "#262626";       ///< titles and labels
constexpr const char* soft_ink = "#4d4d4d";  ///< numbers on axes
constexpr const char* halo = "#26ffffff";    ///< behind words that stand on marks
constexpr const char* grid = "#e6e6e6";
constexpr const char* frame = "#8c8c8c";       ///< axes
constexpr const char* tile_frame = "#d0d0d0";  ///< around tiles whose edge may be white
constexpr const char* missing = "#bdbdbd";     ///< cells that hold no number

/// "#rrggbb", or "#aarrggbb" as gnuplot wants it (aa: 0 is opaque).
std::string text_of(const Rgb& colour, double opacity = 1);

Rgb colour(Colour colour);

/// Colour of words: as `colour`, but neutral words are dark, not grey.
std::string ink_of(Colour colour);

std::span<const Stop> stops(Palette palette);

/// range: `at` is clamped to 0 ... 1
Rgb shade(Palette palette, double at);

/// Black or white, whichever reads better on that colour.
const char* ink_on(const Rgb& background);

}  // namespace lucarne::style
