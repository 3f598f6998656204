// SPDX-License-Identifier: MIT
#include "output/drawing.hpp"
#include "output/drawing_label_places.hpp"
#include "output/files.hpp"
#include "output/map_points.hpp"
#include "output/png_file.hpp"
#include "output/png_pixels.hpp"
#include "output/report_map.hpp"
#include "output/report_parts.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using Catch::Contains;
using namespace lucarne;

namespace {

constexpr double not_finite = std::numeric_limits<double>::quiet_NaN();

// Four points at the corners of a square, of two classes; one is predicted wrong.
PointMap square() {
  PointMap map;
  map.axis = "t-SNE";
  map.points = {{0, 10, 0, 10}, {0, 0, 10, 10}};
  map.labels = {0, 0, 1, 1};
  map.predicted = {0, 1, 1, 1};
  map.classes = {"cat", {"dog", "chien"}};
  map.items = {7, 8, 9, 100000};
  return map;
}

Thumbnails shades(arma::uword n) {
  Pictures pictures;
  pictures.height = 2;
  pictures.width = 3;
  pictures.channels = 3;
  pictures.pixels.set_size(18, n);
  for (arma::uword k = 0; k < n; ++k) {
    pictures.pixels.col(k).fill(static_cast<float>(k) / static_cast<float>(n));
  }
  return thumbnails_of(pictures);
}

unsigned number_at(const MapData& data, arma::uword row, arma::uword point) {
  const std::size_t at = 2 * (row * data.n + point);
  return static_cast<unsigned char>(data.numbers[at]) +
         256U * static_cast<unsigned char>(data.numbers[at + 1]);
}

PngPixels drawn_map(const TemporaryFolder& folder, const PointMap& map) {
  Figure figure;
  figure.name = "map";
  figure.width = 400;
  figure.height = 300;
  figure.panels.push_back({{}, map, 1});
  const DrawingOutcome outcome = draw_figures({figure}, folder.path(), Language::english);
  REQUIRE(outcome.problems == std::vector<std::string>{});
  return PngPixels(folder.path() / "map.png");
}

std::size_t pixels_near(const PngPixels& pixels, PngPixels::Colour colour) {
  std::size_t n = 0;
  for (std::size_t y = 0; y < pixels.height(); ++y) {
    for (std::size_t x = 0; x < pixels.width(); ++x) {
      const PngPixels::Colour found = pixels.at(x, y);
      bool near = true;
      for (std::size_t k = 0; k < 3; ++k) near = near && std::abs(found[k] - colour[k]) <= 3;
      n += near;
    }
  }
  return n;
}

}  // namespace

TEST_CASE("a map's points come with label, prediction and name", "[point_map]") {
  const MapPoints points(square());
  REQUIRE(points.all().size() == 4);
  CHECK(points.n_classes() == 2);
  CHECK(points.knows_predictions());
  CHECK_FALSE(points.has_values());
  CHECK(points.all()[1].wrong());
  CHECK_FALSE(points.all()[2].wrong());
  CHECK(points.all()[3].item == 100000);
  CHECK(points.all()[0].picture == MapPoint::none);
  REQUIRE(points.centres().size() == 2);
  CHECK(points.centres()[1].x == 5);
  CHECK(points.centres()[1].y == 10);
}

TEST_CASE("arrays of other lengths and classes that are not there cost points, not memory",
          "[point_map]") {
  PointMap map = square();
  map.labels(0) = 9;
  map.points(1, 1) = not_finite;
  map.predicted.set_size(2);
  map.items.reset();
  map.pictures = shades(3);
  const MapPoints points(map);
  REQUIRE(points.all().size() == 2);
  CHECK_FALSE(points.knows_predictions());
  CHECK(points.all()[0].item == 2);
  CHECK(points.all()[0].picture == MapPoint::none);

  map.classes.clear();
  CHECK(MapPoints(map).n_classes() == 1);
  CHECK(MapPoints(map).all().size() == 3);
  map.points = arma::mat(3, 4, arma::fill::ones);
  CHECK(MapPoints(map).all().empty());
  CHECK(map_data(map).n == 0);
}

TEST_CASE("of very many points some can be explored, evenly spread", "[point_map]") {
  CHECK(PointMap::explored(0).is_empty());
  CHECK(arma::all(PointMap::explored(3) == arma::uvec{0, 1, 2}));
  const arma::uvec some = PointMap::explored(25000);
  REQUIRE(some.n_elem == PointMap::most_explored);
  CHECK(some(1) == 2);
  CHECK(some(2) == 5);
  CHECK(some.back() == 24997);
  PointMap map;
  map.points = arma::mat(2, 25000, arma::fill::ones);
  map.points(0, 5) = not_finite;
  const MapData data = map_data(map);
  CHECK(data.n == 9999);
  CHECK(number_at(data, 5, 2) == 7);  // item 5 is left out
}

TEST_CASE("the report's numbers keep places to a 65534th, classes, values and items",
          "[point_map]") {
  PointMap map = square();
  map.points.row(0) *= 2;
  map.values = {0.5, 1, not_finite, 0.75};
  const MapData data = map_data(map);
  REQUIRE(data.n == 4);
  REQUIRE(data.numbers.size() == 2 * 7 * 4);
  CHECK(number_at(data, 0, 0) == 0);
  CHECK(number_at(data, 0, 1) == 65534);
  CHECK(number_at(data, 1, 2) == 32767);  // as long a unit on y as on x
  CHECK(number_at(data, 2, 2) == 1);
  CHECK(number_at(data, 3, 1) == 1);
  CHECK(data.min == 0.5);
  CHECK(data.max == 1);
  CHECK(number_at(data, 4, 0) == 0);
  CHECK(number_at(data, 4, 2) == 65535);
  CHECK(number_at(data, 4, 3) == 32767);
  CHECK(number_at(data, 5, 3) + 65536 * number_at(data, 6, 3) == 100000);
  map.predicted.reset();
  CHECK(number_at(map_data(map), 3, 1) == 65535);
}

TEST_CASE("what lies behind a map shares its scale, and what cannot be drawn is left out",
          "[point_map]") {
  PointMap map = square();
  map.background = {{-10, 20, not_finite}, {0, 10, 3}};
  const MapData data = map_data(map);
  const auto behind = [&data](std::size_t k) {
    const auto byte = [&](std::size_t at) {
      return static_cast<unsigned char>(data.background[at]);
    };
    return byte(2 * k) + 256 * byte(2 * k + 1);
  };
  REQUIRE(data.background.size() == 2 * 2 * 2);
  CHECK(behind(0) == 0);
  CHECK(behind(2) == 65534);
  // The square's ten units from 0 are a third to two thirds of the background's thirty from -10.
  CHECK(number_at(data, 0, 0) == 21845);
  CHECK(number_at(data, 0, 1) == 43689);
  CHECK(map_data(square()).background.empty());
  map.background.zeros(3, 5);
  CHECK(map_data(map).background.empty());
  map.background = arma::mat(2, 50000, arma::fill::randu);
  CHECK(map_data(map).background.size() == 4 * PointMap::most_explored);
}

TEST_CASE("what lies behind a map is drawn pale", "[point_map]") {
  const TemporaryFolder folder;
  PointMap map = square();
  const std::size_t without = pixels_near(drawn_map(folder, map), {0xD5, 0xD8, 0xDD});
  map.background = {{2, 4, 6}, {5, 5, 5}};
  CHECK(pixels_near(drawn_map(folder, map), {0xD5, 0xD8, 0xDD}) > without + 60);
}

TEST_CASE("the sheet holds the picture of every point that is shown, in order", "[point_map]") {
  PointMap map = square();
  map.pictures = shades(4);
  map.points(0, 0) = not_finite;
  const MapData data = map_data(map);
  CHECK(data.sheet_columns == 2);
  CHECK(data.sheet_rows == 2);
  const TemporaryFolder folder;
  write_file(folder.path() / "sheet.png",
             png_file(std::as_bytes(std::span(data.sheet)), 6, 4, map.pictures.channels));
  const PngPixels sheet(folder.path() / "sheet.png");
  REQUIRE(sheet.width() == 6);
  REQUIRE(sheet.height() == 4);
  CHECK(sheet.at(0, 0)[0] == 64);  // point 1 of 4
  CHECK(sheet.at(5, 1)[1] == 128);
  CHECK(sheet.at(2, 3)[2] == 191);
  CHECK(sheet.at(4, 3)[0] == 0);  // no fourth point
}

TEST_CASE("a PNG of impossible size is refused", "[point_map]") {
  CHECK_THROWS_WITH(png_file({}, 2, 2, 1),
                    "a PNG of 2 x 2 pixels with 1 channels cannot hold 0 bytes");
}

TEST_CASE("a map is drawn in its classes' colours, wrong predictions ringed", "[point_map]") {
  const TemporaryFolder folder;
  const PngPixels pixels = drawn_map(folder, square());
  // Two points and the sample in the legend of each colour.
  const std::size_t blue = pixels_near(pixels, {0x0B, 0x4F, 0xA1});
  const std::size_t orange = pixels_near(pixels, {0xE7, 0x86, 0x38});
  CHECK(blue > 60);
  CHECK(orange > 60);
  const std::string script = read_file(folder.path() / "map.gp");
  CHECK_THAT(script, Contains("'t-SNE 1'") && Contains("'dog'") && Contains("'ring: wrong"));
  PointMap right = square();
  right.predicted = right.labels;
  drawn_map(folder, right);
  CHECK_THAT(read_file(folder.path() / "map.gp"), !Contains("ring"));
}

TEST_CASE("a map by value is drawn by the palette, with its bar", "[point_map]") {
  const TemporaryFolder folder;
  PointMap map = square();
  map.values = {0, 0, 0, 1};
  map.value_label = "trust";
  const PngPixels pixels = drawn_map(folder, map);
  CHECK(pixels_near(pixels, {0x08, 0x30, 0x6B}) > 20);
  CHECK_THAT(read_file(folder.path() / "map.gp"), Contains("'trust'") && !Contains("'dog'"));
}

TEST_CASE("very many points are drawn as a density", "[point_map]") {
  const TemporaryFolder folder;
  PointMap map;
  const arma::uword n = PointMap::most_single + 2;
  map.points.zeros(2, n);
  map.labels.zeros(n);
  map.classes = {"a", "b"};
  for (arma::uword i = 0; i < n; ++i) map.points(0, i) = static_cast<double>(i % 200);
  map.points.col(1) = arma::vec{0, 100};
  map.labels(1) = 1;
  const PngPixels pixels = drawn_map(folder, map);
  // A hundred points in a cell: the class's colour; a single point: paler, but there.
  CHECK(pixels_near(pixels, {0x0B, 0x4F, 0xA1}) > 100);
  CHECK_THAT(read_file(folder.path() / "map.gp"), Contains("rgbimage") && !Contains("wrong"));
  map.predicted = map.labels;
  map.predicted(7) = 1;
  drawn_map(folder, map);
  CHECK_THAT(read_file(folder.path() / "map.gp"), Contains("'dot: wrong"));
  map.values = map.points.row(0).t();
  CHECK_NOTHROW(drawn_map(folder, map));
}

TEST_CASE("a map without a point is drawn empty", "[point_map]") {
  const TemporaryFolder folder;
  CHECK_NOTHROW(drawn_map(folder, PointMap{}));
}

TEST_CASE("labels that cover one another are moved apart, within their room", "[point_map]") {
  const Rect room{0, 0, 100, 100};
  const auto places = apart({{40, 40, 60, 50}, {45, 42, 65, 52}, {-10, 0, 10, 10}}, room);
  REQUIRE(places.size() == 3);
  for (const auto& place : places) {
    REQUIRE(place);
    CHECK(place->left >= 0);
    CHECK(place->width() == Approx(20));
  }
  const bool clear = places[0]->bottom <= places[1]->top || places[1]->bottom <= places[0]->top;
  CHECK(clear);
  CHECK(places[2]->left == Approx(0));
  // Where there is no room, the last ones are left out.
  const auto crowded = apart({{0, 0, 90, 60}, {5, 5, 95, 65}}, room);
  CHECK(crowded[0]);
  CHECK_FALSE(crowded[1]);
}

TEST_CASE("thumbnails are shrunk by a whole factor, grey ones stretched", "[point_map]") {
  Pictures pictures;
  pictures.height = 40;
  pictures.width = 66;
  pictures.pixels.ones(40 * 66, 1);
  pictures.pixels(0, 0) = 3;
  pictures.pixels(1, 0) = -1;
  const Thumbnails small = thumbnails_of(pictures);
  CHECK(small.height == 14);
  CHECK(small.width == 22);
  CHECK(small.count() == 1);
  // Nine pixels of mean (7 - 1 + 3) / 9 = 1 between -1 and 3.
  CHECK(std::to_integer<int>(small.pixels[0]) == 128);
  CHECK(thumbnails_of(Pictures{}).count() == 0);
  pictures.pixels.set_size(3, 1);
  CHECK_THROWS_WITH(thumbnails_of(pictures), "thumbnails: wanted pictures of 2640 values, found 3");
}

TEST_CASE("a report holds a map as data, its texts escaped", "[point_map]") {
  const TemporaryFolder folder;
  Figure figure;
  figure.name = "m";
  figure.title = {"A map", "Une carte"};
  PointMap map = square();
  map.classes[0] = "\"><script>x</script>\xFF";
  figure.panels.push_back({{}, map, 1});
  CHECK(is_map(figure));
  ReportWriter out(Language::french);
  put_figure(out, figure, "s", folder.path(), {});
  const std::string html = out.take();
  CHECK_THAT(html, Contains("<figure id=\"s/m\" class=\"mapped\">"));
  CHECK_THAT(html, Contains("<div class=\"map\" hidden role=\"group\" aria-label=\"Une carte\""));
  CHECK_THAT(html, Contains("&quot;name&quot;:&quot;chien&quot;") && !Contains("<script"));
  CHECK_THAT(html, !Contains("data-pictures"));
  figure.panels.push_back({{}, Plot{}, 1});
  CHECK_FALSE(is_map(figure));
  CHECK_FALSE(is_map(Figure{}));
}

TEST_CASE("maps of the same items hold their pictures once", "[point_map]") {
  PointMap map = square();
  map.pictures = shades(4);
  ReportWriter out(Language::english);
  put_map(out, map, "one");
  map.points *= -1;
  put_map(out, map, "two");
  const std::string html = out.take();
  const std::size_t first = html.find("data-pictures");
  REQUIRE(first != std::string::npos);
  CHECK(html.find("data-pictures", first + 1) == std::string::npos);
  const std::string digest = html.substr(html.find("data-sheet"), 77);
  CHECK(html.rfind(digest) != html.find(digest));
}
