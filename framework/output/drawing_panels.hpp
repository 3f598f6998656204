// SPDX-License-Identifier: MIT
#pragma once

#include "output/drawing_sheet.hpp"

namespace lucarne {

/// Room that every grid of tiles in a figure leaves at its sides, so that the grids line up.
struct TileMargins {
  double left = 0;
  double right = 0;
};

// Each draws one kind of panel into `outer`, its title excepted.
void draw_panel(const Plot& plot, const Rect& outer, Sheet& sheet);
void draw_panel(const BoxPlot& plot, const Rect& outer, Sheet& sheet);
/// `bar_room`: what the colour bars of the figure's heat maps need at most, so that the maps line
/// up
void draw_panel(const HeatMap& map, double bar_room, const Rect& outer, Sheet& sheet);
void draw_panel(const Tiles& tiles, const TileMargins& margins, const Rect& outer, Sheet& sheet);
void draw_panel(const PointMap& map, const Rect& outer, Sheet& sheet);

// Height in pixels that suits a panel of that width, its title excepted.
double natural_height(const Plot& plot, double width);
double natural_height(const BoxPlot& plot, double width);
double natural_height(const HeatMap& map, double width);
double natural_height(const PointMap& map, double width);
double natural_height(const Tiles& tiles, const TileMargins& margins, double width,
                      Language language);

/// Room for the colour bar of a heat map, its gap included.
double bar_room_of(const HeatMap& map, Language language);

TileMargins margins_of(const Tiles& tiles, Language language);

/// Adds a colour bar to the plot at hand: its left part coloured by the palette, then numbers, then
/// the label. requires: Sheet::area was called, and what is plotted uses the palette
void draw_colour_bar(const Range& range, const Text& label, const Rect& bar, Sheet& sheet);

/// Width of a colour bar with its numbers and label, enough for bars of any height; `height` tells
/// whether the label takes two lines.
double colour_bar_room(const Range& range, const Text& label, double height, Language language);

/// From smallest to largest value, or symmetric around `centre`; never empty.
Range colour_range(const Extent& values, std::optional<double> min, std::optional<double> max,
                   std::optional<double> centre);

}  // namespace lucarne
