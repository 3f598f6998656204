// SPDX-License-Identifier: MIT
#include "output/results_archive.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace lucarne;

namespace {

Results sample() {
  Results results;
  results.scalar("accuracy", 0.98125, "", {"Accuracy", "Exactitude"}, 3);
  results.scalar("nothing", std::nan(""), "s");
  Table& table = results.table("classes", {"Classes", "Classes"},
                               {{"name", {"Name", "Nom"}, "", 0}, {"n", "n", "items", 1}});
  table.add({std::string("zero"), std::int64_t{7}});
  table.add({std::monostate{}, -0.25});
  results.array("a", arma::fmat{{1, 2, 3}, {4, 5, 6}}, "a matrix");
  results.array("empty", arma::uvec(), "no item");
  results.product("mistakes", arma::uvec{4, 1});
  results.product("none", arma::uvec());
  results.reading(Level::warning, {"careful", "attention"});

  Figure& figure = results.figure("all", {"All", "Tout"});
  figure.caption = "a caption";
  figure.readings = {{Level::good, "well"}};
  figure.columns = 2;
  figure.height = 300;
  Plot plot;
  plot.x = {"x", 0.0, {}, true, false, {"one", "two"}};
  Series series;
  series.mark = Mark::bars;
  series.x = {0, 1};
  series.y = {2, 3};
  series.low = {1, 2};
  series.high = {3, 4};
  series.dashed = true;
  plot.series = {series};
  plot.lines = {{ReferenceLine::Direction::diagonal, 0, "y = x", Colour::wrong, false}};
  plot.annotations = {{1, 2, {"here", "ici"}}};
  BoxPlot boxes;
  boxes.boxes = {{"box", 1, 2, 3, 4, 5, {9}, category(3)}};
  HeatMap map;
  map.values = {{1, 2}, {3, 4}};
  map.centre = 0.0;
  Tiles tiles;
  tiles.pictures.ones(4, 2);
  tiles.height = 2;
  tiles.width = 2;
  tiles.titles = {"a", {"b", "c"}};
  PointMap points;
  points.background = {{7, 8}, {9, 1}};
  points.vertical = 3;
  points.points = {{1, 2}, {3, 4}};
  points.labels = {0, 1};
  points.predicted = {1, 1};
  points.classes = {"a", {"b", "c"}};
  points.items = {5, 6};
  points.axis = "t-SNE";
  points.pictures = {{std::byte{1}, std::byte{2}}, 1, 1, 1};
  points.values = {0.5, 1};
  points.value_label = "trust";
  points.min = 0.25;
  points.palette = Palette::hot;
  figure.panels = {{"plot", plot, 2},
                   {"", boxes, 1},
                   {"map", map, 1},
                   {"tiles", tiles, 1},
                   {"points", points, 1}};
  return results;
}

}  // namespace

TEST_CASE("results come back as they were saved", "[results_archive]") {
  const std::vector<std::byte> bytes = bytes_of(sample());
  Results back;
  read_results(bytes, back);
  CHECK(bytes_of(back) == bytes);

  // Looked at one by one, lest a field be left out both ways.
  REQUIRE(back.scalars().size() == 2);
  CHECK(back.scalars()[0].value == 0.98125);
  CHECK(back.scalars()[0].label.fr == "Exactitude");
  CHECK(back.scalars()[0].decimals == 3);
  CHECK(std::isnan(back.scalars()[1].value));
  CHECK(back.scalars()[1].unit == "s");
  const Table& table = back.tables()[0];
  CHECK(table.columns[0].label.fr == "Nom");
  CHECK(table.columns[1].unit == "items");
  CHECK(std::get<std::string>(table.rows[0][0]) == "zero");
  CHECK(std::get<std::int64_t>(table.rows[0][1]) == 7);
  CHECK(std::holds_alternative<std::monostate>(table.rows[1][0]));
  CHECK(std::get<double>(table.rows[1][1]) == -0.25);
  CHECK(back.arrays()[0].shape == Shape{3, 2});
  CHECK(back.arrays()[0].bytes == sample().arrays()[0].bytes);
  CHECK(back.arrays()[1].shape == Shape{0});
  CHECK(arma::all(back.products().at("mistakes") == arma::uvec{4, 1}));
  CHECK(back.readings()[0].text.fr == "attention");

  const Figure& figure = back.figures()[0];
  CHECK(figure.title.fr == "Tout");
  CHECK(figure.columns == 2);
  CHECK(figure.height == 300);
  REQUIRE(figure.panels.size() == 5);
  const auto& plot = std::get<Plot>(figure.panels[0].content);
  CHECK(figure.panels[0].weight == 2);
  CHECK(plot.x.min == 0.0);
  CHECK_FALSE(plot.x.max.has_value());
  CHECK(plot.x.logarithmic);
  CHECK(plot.x.categories[1].en == "two");
  CHECK(plot.series[0].mark == Mark::bars);
  CHECK(plot.series[0].dashed);
  CHECK(plot.series[0].high(1) == 4);
  CHECK(plot.lines[0].direction == ReferenceLine::Direction::diagonal);
  CHECK(plot.annotations[0].text.fr == "ici");
  CHECK(std::get<BoxPlot>(figure.panels[1].content).boxes[0].colour == category(3));
  CHECK(std::get<HeatMap>(figure.panels[2].content).centre == 0.0);
  CHECK(std::get<Tiles>(figure.panels[3].content).titles[1].fr == "c");
  const auto& points = std::get<PointMap>(figure.panels[4].content);
  CHECK(points.background(0, 1) == 8);
  CHECK(points.vertical == 3);
  CHECK(points.points(1, 0) == 3);
  CHECK(points.labels(1) == 1);
  CHECK(points.predicted(0) == 1);
  CHECK(points.classes[1].fr == "c");
  CHECK(points.items(1) == 6);
  CHECK(points.axis.en == "t-SNE");
  CHECK(points.pictures.count() == 2);
  CHECK(points.pictures.pixels[1] == std::byte{2});
  CHECK(points.values(0) == 0.5);
  CHECK(points.value_label.en == "trust");
  CHECK(points.min == 0.25);
  CHECK_FALSE(points.max.has_value());
  CHECK(points.palette == Palette::hot);
}

TEST_CASE("damaged results are refused or read, and never crash", "[results_archive]") {
  const std::vector<std::byte> bytes = bytes_of(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Results back;
    CHECK_THROWS_AS(read_results(std::span(bytes).first(size), back), Error);
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::vector<std::byte> flipped = bytes;
    flipped[i] ^= std::byte{0xff};
    Results back;
    try {
      read_results(flipped, back);
    } catch (const Error&) {
    }
  }
  std::vector<std::byte> longer = bytes;
  longer.push_back(std::byte{0});
  Results back;
  CHECK_THROWS_WITH(read_results(longer, back), Catch::Contains("something follows their end"));
}

TEST_CASE("names in saved results cannot point elsewhere", "[results_archive]") {
  std::string text;
  for (const std::byte byte : bytes_of(sample())) text.push_back(static_cast<char>(byte));
  const std::size_t place = text.find("classes");
  REQUIRE(place != std::string::npos);
  text.replace(place, 7, "../../x");
  Results back;
  read_results(std::as_bytes(std::span(text)), back);
  CHECK(back.tables()[0].name == "_._.._x");
}

TEST_CASE("an array of bytes must have the bytes of its shape", "[results]") {
  Results results;
  results.array({"good", "", ElementType::float64, {1, 2}, std::vector<std::byte>(16)});
  results.array({"none", "", ElementType::int64, {3, 0}, {}});
  CHECK_THROWS_WITH(
      results.array({"short", "", ElementType::float64, {1, 2}, std::vector<std::byte>(15)}),
      "array 'short': shape 1 x 2 does not go with 15 bytes");
  CHECK_THROWS_AS(results.array({"overflow",
                                 "",
                                 ElementType::float32,
                                 {arma::uword{1} << 63, 2},
                                 std::vector<std::byte>(4)}),
                  Error);
  CHECK_THROWS_AS(results.array({"good", "", ElementType::int64, {1}, std::vector<std::byte>(8)}),
                  Error);
}
