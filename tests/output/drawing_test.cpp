// SPDX-License-Identifier: MIT
#include "output/drawing.hpp"

#include "output/png_pixels.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

namespace fs = std::filesystem;
using namespace lucarne;
using Colour3 = PngPixels::Colour;

namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

Figure figure(std::string name, std::vector<Panel> panels, arma::uword width = 400,
              arma::uword height = 300) {
  Figure made;
  made.name = std::move(name);
  made.panels = std::move(panels);
  made.width = width;
  made.height = height;
  return made;
}

Series series(Mark mark, arma::vec x, arma::vec y, Text label = {}) {
  Series made;
  made.mark = mark;
  made.x = std::move(x);
  made.y = std::move(y);
  made.label = std::move(label);
  return made;
}

// Draws one figure and demands that all went well.
PngPixels drawn(const TemporaryFolder& folder, const Figure& figure) {
  const DrawingOutcome outcome = draw_figures({figure}, folder.path(), Language::english);
  REQUIRE(outcome.problems == std::vector<std::string>{});
  REQUIRE(outcome.drawn == std::vector<std::string>{figure.name});
  return PngPixels(folder.path() / (figure.name + ".png"));
}

// Counts pixels of about that colour: antialiasing and rounding move a channel by a few steps.
std::size_t count(const PngPixels& pixels, Colour3 colour, int slack = 3) {
  std::size_t n = 0;
  for (std::size_t y = 0; y < pixels.height(); ++y) {
    for (std::size_t x = 0; x < pixels.width(); ++x) {
      const Colour3 found = pixels.at(x, y);
      n += std::abs(found[0] - colour[0]) <= slack && std::abs(found[1] - colour[1]) <= slack &&
                   std::abs(found[2] - colour[2]) <= slack
               ? 1
               : 0;
    }
  }
  return n;
}

// Middle of all pixels of that colour.
std::array<double, 2> middle(const PngPixels& pixels, Colour3 colour) {
  double n = 0, sum_x = 0, sum_y = 0;
  for (std::size_t y = 0; y < pixels.height(); ++y) {
    for (std::size_t x = 0; x < pixels.width(); ++x) {
      if (pixels.at(x, y) != colour) continue;
      ++n;
      sum_x += static_cast<double>(x);
      sum_y += static_cast<double>(y);
    }
  }
  return {sum_x / n, sum_y / n};
}

}  // namespace

TEST_CASE("a plot holds each kind of mark, lines, legend and notes", "[drawing]") {
  const TemporaryFolder folder;
  Plot plot;
  plot.x.label = "x";
  plot.y.label = "y";
  plot.series = {series(Mark::bars, {1, 2, 3}, {1, 2, 3}, "bars"),
                 series(Mark::line, {1, 2, 3}, {3, 2, 1}, "line"),
                 series(Mark::steps, {1, 2, 3}, {2, 1, 2}, "steps"),
                 series(Mark::points, {1, 2, 3}, {1.5, 2.5, 1.5}, "points"),
                 series(Mark::area, {1, 2, 3}, {0.5, 0.7, 0.5}, "area")};
  plot.series[0].low = {0.8, 1.8, 2.8};
  plot.series[0].high = {1.2, 2.2, 3.2};
  for (std::size_t k = 0; k < 5; ++k) plot.series[k].colour = category(k);
  plot.lines = {{ReferenceLine::Direction::vertical, 2, "two"},
                {ReferenceLine::Direction::horizontal, 1, "one"},
                {ReferenceLine::Direction::diagonal, 0, "same"}};
  plot.annotations = {{2, 2, "here"}};
  plot.legend = LegendPlace::outside_right;
  plot.legend_title = "kinds";
  const PngPixels pixels = drawn(folder, figure("plot", {{"panel", plot}}, 600, 400));
  CHECK(pixels.width() == 600);
  CHECK(pixels.height() == 400);
  CHECK(pixels.ink() > 0.1);
  CHECK_FALSE(pixels.touches_the_edge());
  const std::string data = content_of(folder.path() / "plot.tsv");
  CHECK(data.starts_with("# bars\n# x\ty\tlow\thigh\n1\t1\t0.8\t1.2\n"));
  const std::string svg = content_of(folder.path() / "plot.svg");
  for (const char* text : {"bars", "kinds", "two", "here", "panel"}) {
    INFO(text);
    CHECK(svg.find(std::string(">") + text + "<") != std::string::npos);
  }
}

TEST_CASE("bars are as tall as their values", "[drawing]") {
  const TemporaryFolder folder;
  Plot plot;
  plot.y.min = 0;
  plot.y.max = 4;
  plot.series = {series(Mark::bars, {0, 1}, {1, 3})};
  plot.series[0].width = 0.5;
  plot.series[0].colour = Colour::primary;
  Plot empty = plot;
  empty.series.clear();
  const PngPixels pixels = drawn(folder, figure("bars", {{"", plot}}));
  const Colour3 blue{0x4C, 0x78, 0xA8};
  std::vector<std::size_t> heights;
  std::size_t previous = 0;
  for (std::size_t x = 0; x < pixels.width(); ++x) {
    std::size_t n = 0;
    for (std::size_t y = 0; y < pixels.height(); ++y) n += pixels.at(x, y) == blue ? 1 : 0;
    if (n > 0 && previous == 0) heights.push_back(0);
    if (n > 0) heights.back() = std::max(heights.back(), n);
    previous = n;
  }
  REQUIRE(heights.size() == 2);
  // Outline and antialiasing take up to two pixels off each bar.
  CHECK(static_cast<double>(heights[1]) / static_cast<double>(heights[0]) ==
        Approx(3).epsilon(0.05));
}

TEST_CASE("row 0 of a heat map is at the top, and cells that are no number are grey", "[drawing]") {
  const TemporaryFolder folder;
  HeatMap map;
  map.values = {{1, 0}, {0, no_number}};
  map.min = 0;
  map.max = 1;
  map.write_values = true;
  map.decimals = 2;
  const PngPixels pixels = drawn(folder, figure("map", {{"", map}}));
  const Colour3 dark{0x08, 0x30, 0x6B};
  const Colour3 grey{0xBD, 0xBD, 0xBD};
  // The colour bar's dark end is small beside a cell.
  const std::array<double, 2> one = middle(pixels, dark);
  const std::array<double, 2> none = middle(pixels, grey);
  CHECK(one[0] < none[0]);
  CHECK(one[1] < none[1]);
  CHECK(count(pixels, grey) > 5000);
  CHECK_FALSE(pixels.touches_the_edge());
  const std::string svg = content_of(folder.path() / "map.svg");
  CHECK(svg.find("<text>1.00</text>") != std::string::npos);
  CHECK(content_of(folder.path() / "map.tsv") ==
        "# column\trow\tvalue\thalf of a cell\n"
        "0\t0\t1\t0.5\n1\t0\t0\t0.5\n0\t1\t0\t0.5\n# 1\t1\tnan\n");
}

TEST_CASE("values in cells are white on dark and black on light", "[drawing]") {
  const TemporaryFolder folder;
  HeatMap map;
  map.values = arma::rowvec{70, 10};
  map.min = 0;
  map.write_values = true;
  drawn(folder, figure("map", {{"", map}}));
  const std::string script = content_of(folder.path() / "map.gp");
  const auto ink_of = [&script](const std::string& text) {
    const std::size_t label = script.find("set label '" + text + "' at");
    const std::size_t colour = script.find("tc rgb '", label) + 8;
    return script.substr(colour, 7);
  };
  CHECK(ink_of("70") == "#ffffff");
  CHECK(ink_of("10") == "#000000");
}

TEST_CASE("a large heat map is drawn as one picture with sharp pixels", "[drawing]") {
  const TemporaryFolder folder;
  HeatMap map;
  map.values = arma::mat(100, 100, arma::fill::zeros);
  map.values(0, 0) = 1;
  map.values(99, 99) = no_number;
  const PngPixels pixels = drawn(folder, figure("map", {{"", map}}));
  const std::array<double, 2> one = middle(pixels, {0x08, 0x30, 0x6B});
  CHECK(one[1] < 150);
  CHECK(fs::file_size(folder.path() / "map.f32") == 100 * 100 * 4);
  const std::string svg = content_of(folder.path() / "map.svg");
  CHECK(svg.find("<image style='image-rendering:pixelated' ") != std::string::npos);
}

TEST_CASE("tiles show row by row from the top left, each at its place", "[drawing]") {
  const TemporaryFolder folder;
  Tiles tiles;
  tiles.height = tiles.width = 2;
  tiles.columns = 2;
  tiles.scale = TileScale::shared;
  tiles.palette = Palette::hot;
  // One column a tile: the first is white but for its lower left pixel, the last all black.
  tiles.pictures = {{1, 0, 0}, {1, 0, 0}, {0, 0, 0}, {1, 0, 0}};
  tiles.titles = {"a", "b", "c"};
  const PngPixels pixels = drawn(folder, figure("tiles", {{"", tiles}}, 300, 340));
  // Tiles of about 130 pixels: quarters of the first one.
  CHECK(pixels.at(60, 75) == Colour3{255, 255, 255});
  CHECK(pixels.at(60, 140) == Colour3{0, 0, 0});
  CHECK(pixels.at(120, 140) == Colour3{255, 255, 255});
  CHECK(pixels.at(220, 100) == Colour3{0, 0, 0});
  CHECK(pixels.at(90, 270) == Colour3{0, 0, 0});
  CHECK(pixels.at(220, 270) == Colour3{255, 255, 255});
  CHECK(fs::file_size(folder.path() / "tiles.f32") == 3 * 4 * 4);
}

TEST_CASE("an overlay is blended into its picture", "[drawing]") {
  const TemporaryFolder folder;
  Tiles tiles;
  tiles.height = tiles.width = 2;
  tiles.columns = 1;
  tiles.pictures = arma::fmat{0, 0, 0, 1}.t();
  tiles.overlay = arma::fmat{1, 0, 0, 0}.t();
  tiles.overlay_palette = Palette::grey;
  tiles.overlay_opacity = 0.4;
  const PngPixels pixels = drawn(folder, figure("over", {{"", tiles}}, 200, 200));
  CHECK(pixels.at(60, 60) == Colour3{102, 102, 102});    // 0.6 * 0 + 0.4 * 255
  CHECK(pixels.at(140, 140) == Colour3{153, 153, 153});  // 0.6 * 255 + 0.4 * 0
  CHECK(pixels.at(140, 60) == Colour3{0, 0, 0});
}

TEST_CASE("pictures in colours are drawn as they are, also below an overlay", "[drawing]") {
  const TemporaryFolder folder;
  Tiles tiles;
  tiles.height = tiles.width = 2;
  tiles.channels = 3;
  tiles.columns = 1;
  // Red, green; blue, a grey that is no end of any scale.
  tiles.pictures = arma::fmat{1, 0, 0, 0, 1, 0, 0, 0, 1, 0.4F, 0.4F, 0.4F}.t();
  const PngPixels plain = drawn(folder, figure("plain", {{"", tiles}}, 200, 200));
  CHECK(plain.at(60, 60) == Colour3{255, 0, 0});
  CHECK(plain.at(140, 60) == Colour3{0, 255, 0});
  CHECK(plain.at(60, 140) == Colour3{0, 0, 255});
  CHECK(plain.at(140, 140) == Colour3{102, 102, 102});
  tiles.overlay = arma::fmat{1, 0, 0, 0}.t();
  tiles.overlay_palette = Palette::grey;
  tiles.overlay_opacity = 0.4;
  const PngPixels over = drawn(folder, figure("over", {{"", tiles}}, 200, 200));
  CHECK(over.at(60, 60) == Colour3{255, 102, 102});  // 0.6 * (255, 0, 0) + 0.4 * 255
  CHECK(over.at(140, 60) == Colour3{0, 153, 0});     // 0.6 * (0, 255, 0)
}

TEST_CASE("a box plot shows boxes, medians and outliers", "[drawing]") {
  const TemporaryFolder folder;
  BoxPlot plot;
  plot.y.label = "confidence";
  plot.boxes = {
      {"right", 0.6, 0.8, 0.9, 0.95, 1, {0.1, 0.2, no_number}, Colour::correct},
      {"wrong", 0.2, 0.4, 0.5, 0.7, 1, {}, Colour::wrong},
      {"none", no_number, no_number, no_number, no_number, no_number, {}, Colour::neutral}};
  const PngPixels pixels = drawn(folder, figure("boxes", {{"", plot}}));
  CHECK(count(pixels, {0x2F, 0xA0, 0x84}) > 500);
  CHECK(count(pixels, {0xC8, 0x40, 0x2F}) > 500);
  const std::string data = content_of(folder.path() / "boxes.tsv");
  CHECK(data.find("1\t0.2\t0.4\t0.5\t0.7\t1\twrong\n") != std::string::npos);
  CHECK(data.find("# box\toutlier\n0\t0.1\n0\t0.2\n") != std::string::npos);
}

TEST_CASE("what is empty, constant, alone or no number is drawn without a complaint", "[drawing]") {
  const TemporaryFolder folder;
  Plot logarithmic;
  logarithmic.y.logarithmic = true;
  logarithmic.series = {series(Mark::bars, {1, 2}, {0, -1}), series(Mark::bars, {1, 2}, {0, 5})};
  Plot unequal;
  unequal.series = {series(Mark::line, {1, 2, 3}, {1}), series(Mark::line, {}, {})};
  Plot missing;
  missing.series = {
      series(Mark::line, {1, 2}, {no_number, no_number}, "nothing"),
      series(Mark::points, {no_number, 1}, {1, std::numeric_limits<double>::infinity()})};
  Plot alone;
  alone.equal_axes = true;
  alone.series = {series(Mark::points, {5}, {5})};
  Plot constant;
  constant.series = {series(Mark::line, {1, 2}, {3, 3}), series(Mark::area, {1, 2}, {3, 3})};
  HeatMap cell;
  cell.values = arma::mat(1, 1, arma::fill::value(3));
  HeatMap row;
  row.values = arma::mat(1, 3, arma::fill::value(no_number));
  HeatMap same;
  same.values = arma::mat(80, 80, arma::fill::zeros);
  same.palette = Palette::diverging;
  Tiles flat;
  flat.height = flat.width = 3;
  flat.pictures = arma::fmat(9, 2, arma::fill::ones);
  flat.scale = TileScale::symmetric;
  flat.colour_bar = true;
  Tiles dots;
  dots.height = dots.width = 1;
  dots.pictures = arma::fmat(1, 2, arma::fill::zeros);
  Tiles holes;
  holes.height = holes.width = 2;
  holes.pictures = arma::fmat(4, 1, arma::fill::value(arma::fdatum::nan));
  Tiles wrong;
  wrong.height = 5;
  wrong.width = 5;
  wrong.pictures = arma::fmat(9, 2, arma::fill::ones);
  Figure all = figure("edge", {}, 900, 0);
  all.columns = 5;
  all.panels = {{"", Plot{}}, {"", logarithmic}, {"", unequal},   {"", missing},
                {"", alone},  {"", constant},    {"", cell},      {"", row},
                {"", same},   {"", flat},        {"", dots},      {"", holes},
                {"", wrong},  {"", BoxPlot{}},   {"", HeatMap{}}, {"", Tiles{}}};
  const DrawingOutcome outcome =
      draw_figures({all, figure("nothing", {}, 300, 0)}, folder.path(), Language::french);
  CHECK(outcome.problems == std::vector<std::string>{});
  CHECK(outcome.drawn == std::vector<std::string>{"edge", "nothing"});
}

TEST_CASE("long titles and labels are broken and shrunk, not cut off", "[drawing]") {
  const TemporaryFolder folder;
  const std::string text =
      "a title that is so long that it would reach far beyond both ends of the figure";
  Plot plot;
  plot.x.label = text;
  plot.y.label = text;
  for (int k = 0; k < 12; ++k) plot.x.categories.emplace_back(text);
  plot.series = {series(Mark::bars, {0, 11}, {1, 2}, text)};
  Figure long_texts = figure("long", {{text, plot}}, 500, 400);
  long_texts.title = text;
  CHECK_FALSE(drawn(folder, long_texts).touches_the_edge());
}

TEST_CASE("a legend with more classes than room counts the rest", "[drawing]") {
  const TemporaryFolder folder;
  Plot plot;
  plot.legend = LegendPlace::outside_right;
  plot.legend_title = "class";
  for (arma::uword k = 0; k < 60; ++k) {
    plot.series.push_back(series(Mark::points, {1}, {1}, "class " + std::to_string(k)));
  }
  CHECK_FALSE(drawn(folder, figure("many", {{"", plot}})).touches_the_edge());
  const std::string svg = content_of(folder.path() / "many.svg");
  CHECK(svg.find(">class 0<") != std::string::npos);
  CHECK(svg.find(">class 59<") == std::string::npos);
  CHECK(svg.find(">… +") != std::string::npos);
}

TEST_CASE("the height follows what is shown where the author leaves it open", "[drawing]") {
  const TemporaryFolder folder;
  Tiles tiles;
  tiles.height = tiles.width = 2;
  tiles.columns = 4;
  tiles.pictures = arma::fmat(4, 4, arma::fill::randu);
  Tiles more = tiles;
  more.pictures = arma::fmat(4, 16, arma::fill::randu);
  const std::size_t low = drawn(folder, figure("low", {{"", tiles}}, 400, 0)).height();
  const std::size_t high = drawn(folder, figure("high", {{"", more}}, 400, 0)).height();
  CHECK(high - low > 2 * (low - 40));
}

TEST_CASE("drawing again gives the same bytes", "[drawing]") {
  const TemporaryFolder first;
  const TemporaryFolder second;
  Plot plot;
  plot.series = {series(Mark::points, {1, 2, 3}, {3, 1, 2}, "points")};
  Tiles tiles;
  tiles.height = tiles.width = 2;
  tiles.pictures = arma::fmat{0, 1, 2, 3}.t();
  const Figure both = figure("both", {{"", plot}, {"", tiles}});
  drawn(first, both);
  drawn(second, both);
  for (const char* file : {"both.png", "both.svg", "both.gp", "both.tsv", "both.f32"}) {
    INFO(file);
    CHECK(content_of(first.path() / file) == content_of(second.path() / file));
    CHECK(!content_of(first.path() / file).empty());
  }
}

TEST_CASE("a figure does not depend on those drawn before it or beside it", "[drawing]") {
  Plot plot;
  plot.series = {series(Mark::points, {1, 2, 3}, {3, 1, 2}, "points")};
  Tiles tiles;
  tiles.height = tiles.width = 2;
  tiles.pictures = arma::fmat{0, 1, 2, 3}.t();
  BoxPlot boxes;
  boxes.boxes = {{"box", 1, 2, 3, 4, 5, {}, Colour::primary}};
  HeatMap map;
  map.values = {{1, 2}, {3, 4}};
  map.write_values = true;
  const std::vector<Figure> all = {figure("plot", {{"", plot}}), figure("tiles", {{"", tiles}}),
                                   figure("boxes", {{"", boxes}}), figure("map", {{"", map}})};
  const TemporaryFolder alone;
  for (const Figure& one : all) drawn(alone, one);
  const std::deque<Figure> there(all.begin(), all.end());
  const std::deque<Figure> back(all.rbegin(), all.rend());
  for (const std::deque<Figure>& order : {there, back}) {
    for (const std::size_t n_processes : {1, 3, 9}) {
      const TemporaryFolder together;
      const DrawingOutcome outcome =
          draw_figures(order, together.path(), Language::english, n_processes);
      CHECK(outcome.problems == std::vector<std::string>{});
      REQUIRE(outcome.drawn.size() == order.size());
      for (const std::string name : {"plot", "tiles", "boxes", "map"}) {
        for (const std::string kind : {".png", ".svg"}) {
          INFO(name << kind << " with " << n_processes << " processes");
          CHECK(content_of(together.path() / (name + kind)) ==
                content_of(alone.path() / (name + kind)));
        }
      }
    }
  }
}

TEST_CASE("labels are in the language asked for", "[drawing]") {
  const TemporaryFolder folder;
  Plot plot;
  plot.y.label = Text("share", "part");
  plot.y.min = 0;
  plot.y.max = 0.5;
  draw_figures({figure("fr", {{"", plot}})}, folder.path(), Language::french);
  const std::string svg = content_of(folder.path() / "fr.svg");
  CHECK(svg.find(">part<") != std::string::npos);
  CHECK(svg.find(">share<") == std::string::npos);
  CHECK(svg.find(">0,1<") != std::string::npos);
}
