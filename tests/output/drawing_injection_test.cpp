// SPDX-License-Identifier: MIT
#include "output/drawing.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace fs = std::filesystem;
using namespace lucarne;

namespace {

// Each would leave a file "touched" in the folder if anything ran it.
const std::vector<std::string> attacks = {
    "`touch touched`",
    "$(touch touched)",
    "'; system('touch touched'); #",
    "\"; system(\"touch touched\"); #",
    "''.system('touch touched').''",
    "a''.system('touch touched').''b",
    "'",
    "'''' '' '''",
    "' at 0,0; system 'touch touched' #",
    "x\nsystem('touch touched')\n!touch touched\n",
    "x\\\n!touch touched",
    "@ARG1 @ARG2 @bold",
    "it's @ARG1 \" @bold ' @ARG2 \" '",
    "%s%n%d 100%",
    "{/:Bold enhanced}_{x}^{y} } { }}",
    "</text><script>touched</script>&amp;&bogus;<![CDATA[",
    "\x01\x1b]0;x\x07\xff\xfe\xc3",
    "ends in a backslash \\",
    "# not a comment",
};

Figure attacked(const std::string& text) {
  Figure figure;
  figure.name = "figure";
  figure.title = text;
  figure.caption = text;
  figure.width = 700;
  figure.height = 500;
  figure.columns = 2;
  Plot plot;
  plot.x.label = text;
  plot.y.label = text;
  plot.x.categories = {text, text};
  plot.legend_title = text;
  plot.legend = LegendPlace::outside_right;
  Series series;
  series.label = text;
  series.x = {0, 1};
  series.y = {1, 2};
  plot.series = {series};
  plot.lines = {{ReferenceLine::Direction::horizontal, 1, text}};
  plot.annotations = {{0, 1, text}};
  HeatMap map;
  map.values = {{1, 2}, {3, 4}};
  map.x.categories = {text, text};
  map.y.categories = {text, text};
  map.scale_label = text;
  Tiles tiles;
  tiles.height = tiles.width = 2;
  tiles.pictures = arma::fmat{0, 1, 2, 3}.t();
  tiles.titles = {text};
  tiles.row_label = text;
  tiles.scale = TileScale::shared;
  tiles.colour_bar = true;
  tiles.scale_label = text;
  BoxPlot boxes;
  boxes.y.label = text;
  boxes.boxes = {{text, 0, 1, 2, 3, 4, {5}, Colour::primary}};
  figure.panels = {{text, plot}, {text, map}, {text, tiles}, {text, boxes}};
  return figure;
}

}  // namespace

TEST_CASE("text of users is drawn, never run, in every place that holds text", "[drawing]") {
  for (const std::string& attack : attacks) {
    INFO(attack);
    const TemporaryFolder folder;
    const DrawingOutcome outcome =
        draw_figures({attacked(attack)}, folder.path(), Language::english);
    CHECK(outcome.problems == std::vector<std::string>{});
    std::set<std::string> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.path())) {
      files.insert(entry.path().filename());
    }
    CHECK(files == std::set<std::string>{"figure.2.tsv", "figure.3.tsv", "figure.f32", "figure.gp",
                                         "figure.png", "figure.svg", "figure.tsv"});
    const std::string svg = content_of(folder.path() / "figure.svg");
    CHECK(svg.find("<script") == std::string::npos);
    CHECK(svg.find("&bogus;") == std::string::npos);
    CHECK(svg.find('\x01') == std::string::npos);
    CHECK(svg.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("special characters appear in the picture as they were written", "[drawing]") {
  for (const std::string text :
       {"it's `date` \"x\" {a}_b", "it's @ARG1", "\"@ARG1 ' @ARG1", "'''@ARG1'' $(x) \\n 100%"}) {
    INFO(text);
    const TemporaryFolder folder;
    Figure figure;
    figure.name = "figure";
    figure.width = 700;
    figure.height = 200;
    figure.title = text;
    const DrawingOutcome outcome = draw_figures({figure}, folder.path(), Language::english);
    CHECK(outcome.problems == std::vector<std::string>{});
    const std::string svg = content_of(folder.path() / "figure.svg");
    CHECK(svg.find("<text>" + text + "</text>") != std::string::npos);
  }
}
