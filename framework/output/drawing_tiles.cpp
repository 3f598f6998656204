// SPDX-License-Identifier: MIT
#include "output/drawing_panels.hpp"
#include "output/drawing_pixels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr double title_size = 15;
constexpr double tile_gap = 8;         // between tiles, beside the titles' room
constexpr double row_label_room = 52;  // two lines
constexpr double tile_bar_gap = 16;
constexpr double largest_bar = 420;

double number(arma::uword n) { return static_cast<double>(n); }

arma::uword columns_of(const Tiles& tiles) { return std::max<arma::uword>(1, tiles.columns); }

arma::uword rows_of(const Tiles& tiles) {
  return (tiles.pictures.n_cols + columns_of(tiles) - 1) / columns_of(tiles);
}

// Where the tiles lie; the grid fills its room as far as the tiles' shape allows.
struct Grid {
  double tile_width = 0;
  double tile_height = 0;
  double title_room = 0;  ///< above each tile
  double left = 0;
  double top = 0;

  Rect tile(arma::uword row, arma::uword column) const {
    const double x = left + number(column) * (tile_width + tile_gap);
    const double y = top + title_room + number(row) * (tile_height + title_room + tile_gap);
    return {x, y, x + tile_width, y + tile_height};
  }
};

double tile_width_for(const Tiles& tiles, const TileMargins& margins, double width) {
  const double columns = number(columns_of(tiles));
  const double room = width - margins.left - margins.right - tile_gap * (columns - 1);
  constexpr double largest = 300;  // few tiles do not need the whole page
  return std::clamp(room / columns, 4.0, largest);
}

std::vector<FittedText> titles_for(const Tiles& tiles, double tile_width, Language language) {
  std::vector<FittedText> titles;
  const std::size_t n = std::min<std::size_t>(tiles.titles.size(), tiles.pictures.n_cols);
  for (std::size_t k = 0; k < n; ++k) {
    titles.push_back(fit_text(tiles.titles[k].in(language), tile_width + tile_gap - 4, title_size,
                              style::smallest_size, 3));
  }
  make_alike(titles);
  return titles;
}

double title_room_for(const Tiles& tiles, double tile_width, Language language) {
  double room = 0;
  for (const FittedText& title : titles_for(tiles, tile_width, language)) {
    room = std::max(room, title.height());
  }
  return room > 0 ? room + 3 : 0;
}

Grid grid_for(const Tiles& tiles, const TileMargins& margins, const Rect& outer,
              Language language) {
  Grid grid;
  const double columns = number(columns_of(tiles));
  const double rows = number(rows_of(tiles));
  const double aspect = number(tiles.height) / number(tiles.width);
  grid.tile_width = tile_width_for(tiles, margins, outer.width());
  grid.title_room = title_room_for(tiles, grid.tile_width, language);
  const double height = (outer.height() - tile_gap * (rows - 1)) / rows - grid.title_room;
  if (height < grid.tile_width * aspect) {
    grid.tile_width = std::max(4.0, height / aspect);
    grid.title_room = title_room_for(tiles, grid.tile_width, language);
  }
  grid.tile_height = grid.tile_width * aspect;
  const double used = columns * grid.tile_width + tile_gap * (columns - 1);
  const double room = outer.width() - margins.left - margins.right;
  grid.left = outer.left + margins.left + std::max(0.0, (room - used) / 2);
  grid.top = outer.top;
  return grid;
}

bool usable(const Tiles& tiles) {
  return tiles.height > 0 && tiles.width > 0 && tiles.pictures.n_cols > 0 &&
         (tiles.channels == 1 || tiles.channels == 3) &&
         tiles.pictures.n_rows == tiles.height * tiles.width * tiles.channels;
}

// Colours of a blend are not those of one palette.
bool has_colour_bar(const Tiles& tiles) {
  return tiles.colour_bar && tiles.scale != TileScale::each && tiles.overlay.empty() &&
         tiles.channels == 1 && usable(tiles);
}

void write_titles(const Tiles& tiles, const Grid& grid, Sheet& sheet) {
  const std::vector<FittedText> titles = titles_for(tiles, grid.tile_width, sheet.language());
  for (std::size_t k = 0; k < titles.size(); ++k) {
    const Rect tile = grid.tile(k / columns_of(tiles), k % columns_of(tiles));
    sheet.block(tile.middle_x(), tile.top - 2 - titles[k].height(), titles[k],
                {titles[k].size, Align::centre, false, false, style::ink_of(tiles.title_colour)});
  }
}

void frame_tiles(const Tiles& tiles, const Grid& grid, Sheet& sheet) {
  const bool holes = !tiles.pictures.is_finite();
  for (arma::uword k = 0; k < tiles.pictures.n_cols; ++k) {
    const Rect tile = grid.tile(k / columns_of(tiles), k % columns_of(tiles));
    sheet.rectangle(tile, "", style::tile_frame);
    if (holes) sheet.rectangle(tile, style::missing, "", Depth::behind);
  }
}

// One picture a tile, all from one file of n x height x width values.
std::vector<std::string> elements_of(const Tiles& tiles, const TilePixels& pixels, const Grid& grid,
                                     Sheet& sheet) {
  const std::string file = sheet.float_file(pixels.values);
  const Rect first = grid.tile(0, 0);
  const double dx = grid.tile_width / number(pixels.width);
  const double dy = grid.tile_height / number(pixels.height);
  const std::string format = pixels.channels == 1 ? "%float" : "%3float";
  std::vector<std::string> elements;
  for (arma::uword k = 0; k < pixels.values.n_cols; ++k) {
    const Rect tile = grid.tile(k / columns_of(tiles), k % columns_of(tiles));
    elements.push_back(
        fmt::format("{} binary array=({},{}) skip={} format='{}' endian=little dx={:.6g} dy={:.6g} "
                    "origin=({:.6f},{:.6f}) with {}",
                    file, pixels.width, pixels.height, k * pixels.values.n_rows * sizeof(float),
                    format, dx, dy, tile.left - first.left + dx / 2, tile.top - first.top + dy / 2,
                    pixels.channels == 1 ? "image" : "rgbimage"));
  }
  return elements;
}

}  // namespace

TileMargins margins_of(const Tiles& tiles, Language language) {
  TileMargins margins;
  if (!tiles.row_label.empty()) margins.left = row_label_room;
  if (tiles.colour_bar && tiles.scale != TileScale::each && tiles.channels == 1 && usable(tiles)) {
    // As for a short grid, where the label takes two lines.
    margins.right =
        tile_bar_gap + colour_bar_room(shared_range(tiles), tiles.scale_label, 160, language);
  }
  return margins;
}

double natural_height(const Tiles& tiles, const TileMargins& margins, double width,
                      Language language) {
  if (!usable(tiles)) return 60;
  const double tile_width = tile_width_for(tiles, margins, width);
  const double tile_height = tile_width * number(tiles.height) / number(tiles.width);
  const double row = tile_height + title_room_for(tiles, tile_width, language) + tile_gap;
  return number(rows_of(tiles)) * row - tile_gap;
}

void draw_panel(const Tiles& tiles, const TileMargins& margins, const Rect& outer, Sheet& sheet) {
  if (!usable(tiles)) {
    sheet.area(outer, {0, 1}, {0, 1});
    sheet.plot({});
    return;
  }
  const Grid grid = grid_for(tiles, margins, outer, sheet.language());
  const Rect first = grid.tile(0, 0);
  const Rect last = grid.tile(rows_of(tiles) - 1, columns_of(tiles) - 1);
  const Rect whole{first.left, first.top, last.right, last.bottom};
  write_titles(tiles, grid, sheet);
  frame_tiles(tiles, grid, sheet);
  FittedText row_label =
      fit_text(tiles.row_label.in(sheet.language()), whole.height(), style::label_size, 12, 2);
  sheet.block(whole.middle_y(), whole.left - row_label_room + 4, row_label,
              {row_label.size, Align::centre, false, true, style::ink});
  const TilePixels pixels = pixels_of(tiles);
  // The plot counts in pixels of the figure, from its top left.
  sheet.area(whole, {0, whole.width()}, {0, whole.height()}, true);
  sheet.palette(tiles.palette, pixels.colours.min, pixels.colours.max);
  if (has_colour_bar(tiles)) {
    const double left = whole.right + tile_bar_gap;
    const double half = std::min(whole.height(), largest_bar) / 2;
    draw_colour_bar(pixels.colours, tiles.scale_label,
                    {left, whole.middle_y() - half, outer.right, whole.middle_y() + half}, sheet);
  }
  sheet.plot(elements_of(tiles, pixels, grid, sheet));
}

}  // namespace lucarne
