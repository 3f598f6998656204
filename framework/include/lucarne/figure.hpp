// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>
#include <lucarne/picture.hpp>
#include <lucarne/text.hpp>

#include <armadillo>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Figures as data. An analysis says what is to be seen; fonts, colours, sizes and files are the
/// host's. Texts come from users and are never interpreted by what draws them.
namespace lucarne {

/// What a colour stands for; the host's style gives the shade.
enum class Colour {
  primary,          ///< the one thing shown
  secondary,        ///< a second thing beside it
  correct,          ///< right predictions
  wrong,            ///< wrong predictions
  neutral,          ///< background, grids, what is not in focus
  accent,           ///< reference lines, what to look at
  category0 = 100,  ///< class k is category(k)
};
constexpr Colour category(arma::uword k) {
  return static_cast<Colour>(static_cast<int>(Colour::category0) + static_cast<int>(k));
}

struct Axis {
  Text label;
  std::optional<double> min;
  std::optional<double> max;
  bool logarithmic = false;
  bool hide_ticks = false;
  std::vector<Text> categories;  ///< names of the positions 0, 1, 2, ...; empty: a number axis
};

enum class Mark {
  bars,  ///< y over x, `width` wide (0: touching)
  line,
  steps,  ///< y holds from its x to the next x
  points,
  area,  ///< filled down to zero
};

/// One set of marks. shape: x and y of equal length
struct Series {
  Mark mark = Mark::line;
  Text label;  ///< for the legend; empty: not in it
  arma::vec x;
  arma::vec y;
  Colour colour = Colour::primary;
  double width = 0;     ///< of bars in units of x; of lines in pixels (0: the style's)
  double opacity = 1;   ///< 0 to 1
  arma::vec low, high;  ///< error bars where not empty: absolute ends, as long as y
  bool dashed = false;
  double point_size = 0;  ///< diameter in pixels; 0: the style's
};

struct ReferenceLine {
  enum class Direction { vertical, horizontal, diagonal } direction = Direction::vertical;
  double at = 0;  ///< x of a vertical, y of a horizontal line; unused for the diagonal y = x
  Text label;
  Colour colour = Colour::accent;
  bool dashed = true;
};

/// Words at a place inside a plot, outlined so that they can be read over points.
struct Annotation {
  double x = 0;
  double y = 0;
  Text text;
};

enum class LegendPlace { none, inside_left, inside_right, outside_right };

struct Plot {
  Axis x;
  Axis y;
  std::vector<Series> series;
  std::vector<ReferenceLine> lines;
  std::vector<Annotation> annotations;
  LegendPlace legend = LegendPlace::inside_right;
  Text legend_title;
  bool equal_axes = false;  ///< one unit is as long on x as on y
};

/// A distribution as a box.
struct Box {
  Text label;
  double low = 0;  ///< end of the lower whisker
  double quartile1 = 0;
  double median = 0;
  double quartile3 = 0;
  double high = 0;     ///< end of the upper whisker
  arma::vec outliers;  ///< beyond the whiskers
  Colour colour = Colour::primary;
};
struct BoxPlot {
  Axis y;
  std::vector<Box> boxes;
};

enum class Palette {
  grey,        ///< black to white: pictures
  sequential,  ///< white to dark blue: counts and shares
  hot,         ///< black, red, yellow, white: attribution
  diverging,   ///< blue, white, red around `centre`: signed values
};

/// A matrix as coloured cells; row 0 is drawn at the top.
struct HeatMap {
  arma::mat values;
  Palette palette = Palette::sequential;
  std::optional<double> min;  ///< default: smallest value
  std::optional<double> max;  ///< default: largest value
  std::optional<double>
      centre;                 ///< with diverging: the value that is white; the scale is symmetric
  Axis x;                     ///< columns; `categories` name them
  Axis y;                     ///< rows
  Text scale_label;           ///< beside the colour bar
  bool write_values = false;  ///< print each value in its cell
  int decimals = 0;
  bool square = true;
};

/// How values of several pictures become colours.
enum class TileScale {
  each,       ///< each tile from its own smallest to its own largest value
  shared,     ///< all from the common smallest to the common largest value
  symmetric,  ///< all from -m to +m, m the common largest magnitude
};

/// Small pictures in a grid, filled row by row.
struct Tiles {
  /// (height * width * channels) x tiles; pixels row by row from the top left
  arma::fmat pictures;
  arma::uword height = 0;
  arma::uword width = 0;
  /// 1: values for the palette; 3: red, green and blue of a pixel side by side, 0 to 1, drawn as
  /// they are
  arma::uword channels = 1;
  arma::uword columns = 8;
  Palette palette = Palette::grey;
  TileScale scale = TileScale::each;
  std::vector<Text> titles;  ///< one per tile, or empty
  Colour title_colour = Colour::neutral;
  Text row_label;           ///< at the left of the whole grid
  bool colour_bar = false;  ///< only with a common scale
  Text scale_label;
  /// (height * width) x tiles: laid over `pictures`, each tile on its own scale
  arma::fmat overlay;
  Palette overlay_palette = Palette::hot;
  double overlay_opacity = 0.5;

  /// Takes these pictures, one a tile.
  void show(const Pictures& shown) {
    pictures = shown.pixels;
    height = shown.height;
    width = shown.width;
    channels = shown.channels;
  }
};

/// Items as points of a map (t-SNE, principal components), by class. The report shows it as
/// something to explore: a point that is pointed at shows its picture and classes, classes can be
/// hidden, the map zoomed. In PNG and SVG, and on paper, it is a scatter, or a density where there
/// are more than `most_single` points.
struct PointMap {
  static constexpr arma::uword most_single = 20000;
  static constexpr arma::uword most_explored = 10000;

  arma::mat points;           ///< 2 x n; what is not finite is left out
  arma::mat background;       ///< 2 x m: points drawn pale behind them, of which nothing is said
  arma::uvec labels;          ///< n: the class of each point, an index into `classes`
  arma::uvec predicted;       ///< n, as `labels`: where they differ is marked; or empty
  std::vector<Text> classes;  ///< their names
  arma::uvec items;           ///< n: the number that a point is called by; empty: its index
  Text axis;                  ///< "t-SNE": the axes are "t-SNE 1" and "t-SNE 2"
  arma::uword vertical = 2;   ///< the number of the upright axis: 3 shows a map's third dimension
  Thumbnails pictures;        ///< one for each of explored(n), or none
  arma::vec values;           ///< n: the colour in place of the class's; or empty
  Text value_label;           ///< what `values` are
  std::optional<double> min;  ///< of the colours; default: smallest value
  std::optional<double> max;  ///< default: largest value
  Palette palette = Palette::sequential;

  /// The points that the report lets people explore: all n, or `most_explored` evenly spread ones.
  static arma::uvec explored(arma::uword n) {
    arma::uvec shown(n < most_explored ? n : most_explored);
    for (arma::uword k = 0; k < shown.n_elem; ++k) shown(k) = k * n / shown.n_elem;
    return shown;
  }
};

struct Panel {
  Text title;
  std::variant<Plot, BoxPlot, HeatMap, Tiles, PointMap> content;
  double weight = 1;  ///< share of the height (one column) or width (one row) of the figure
};

enum class Level { good, note, warning };

/// A sentence in plain language about actual values.
struct Reading {
  Level level = Level::note;
  Text text;
};

/// One picture: panels in a grid, filled row by row.
struct Figure {
  std::string name;  ///< file name without extension
  Text title;
  Text caption;                   ///< what it shows, and what would be a warning sign
  std::vector<Reading> readings;  ///< what the values at hand say
  std::vector<Panel> panels;
  arma::uword columns = 1;
  arma::uword width = 1200;  ///< pixels of the PNG
  arma::uword height = 0;    ///< 0: chosen from what is shown
};

}  // namespace lucarne
