// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

namespace {

lucarne::Plot marks() {
  // [plot]
  lucarne::Plot plot;
  plot.x.label = "depth";
  plot.y.label = "share";
  plot.y.min = 0;
  plot.y.max = 1;
  plot.legend = lucarne::LegendPlace::outside_right;
  lucarne::Series bars;
  bars.mark = lucarne::Mark::bars;
  bars.label = "bars";
  bars.x = {1, 2, 3, 4};
  bars.y = {0.35, 0.55, 0.7, 0.8};
  bars.width = 0.6;
  bars.low = bars.y - 0.08;  // error bars: absolute ends
  bars.high = bars.y + 0.08;
  lucarne::Series line;
  line.label = "line";
  line.x = bars.x;
  line.y = {0.2, 0.45, 0.5, 0.9};
  line.colour = lucarne::Colour::wrong;
  plot.series = {bars, line};
  lucarne::ReferenceLine chance;
  chance.direction = lucarne::ReferenceLine::Direction::horizontal;
  chance.at = 0.25;
  chance.label = "chance";
  plot.lines.push_back(chance);
  // [/plot]
  return plot;
}

lucarne::Plot more_marks() {
  // [marks]
  lucarne::Plot plot;
  lucarne::Series area;
  area.mark = lucarne::Mark::area;
  area.label = "area";
  area.x = arma::linspace(0, 10, 60);
  area.y = arma::exp(-arma::square(area.x - 5) / 4);
  area.opacity = 0.4;
  lucarne::Series steps;
  steps.mark = lucarne::Mark::steps;
  steps.label = "steps";
  steps.x = arma::regspace(0, 10);
  steps.y = steps.x / 10;
  steps.colour = lucarne::Colour::secondary;
  lucarne::Series points;
  points.mark = lucarne::Mark::points;
  points.label = "points";
  points.x = arma::linspace(0, 10, 21);
  points.y = arma::square(arma::sin(points.x));
  points.colour = lucarne::category(2);
  plot.series = {area, steps, points};
  plot.annotations.push_back({5, 1.05, "highest at 5"});
  // [/marks]
  return plot;
}

lucarne::BoxPlot boxes() {
  // [boxes]
  lucarne::BoxPlot plot;
  plot.y.label = "activation";
  lucarne::Box box;
  box.label = "relu1";
  box.low = 0.1;
  box.quartile1 = 0.4;
  box.median = 0.8;
  box.quartile3 = 1.3;
  box.high = 2.4;
  box.outliers = {2.9, 3.1};
  plot.boxes.push_back(box);
  box.label = "relu2";
  box.median = 1.0;
  box.outliers.reset();
  box.colour = lucarne::Colour::secondary;
  plot.boxes.push_back(box);
  // [/boxes]
  return plot;
}

lucarne::HeatMap heat_map() {
  // [heat-map]
  lucarne::HeatMap map;
  map.values = {{8, 1, 1}, {0, 9, 1}, {2, 0, 8}};  // row 0 is drawn at the top
  map.palette = lucarne::Palette::sequential;
  map.x.label = "predicted";
  map.x.categories = {"cat", "dog", "owl"};
  map.y.label = "true";
  map.y.categories = map.x.categories;
  map.scale_label = "items";
  map.write_values = true;
  // [/heat-map]
  return map;
}

lucarne::Tiles tiles() {
  // [tiles]
  lucarne::Tiles tiles;
  tiles.height = 8;
  tiles.width = 8;
  tiles.columns = 4;
  tiles.palette = lucarne::Palette::diverging;
  tiles.scale = lucarne::TileScale::symmetric;
  tiles.colour_bar = true;
  tiles.scale_label = "weight";
  tiles.pictures.set_size(64, 4);  // one picture a column, pixels row by row
  for (arma::uword k = 0; k < 4; ++k) {
    for (arma::uword pixel = 0; pixel < 64; ++pixel) {
      const double y = static_cast<double>(pixel / 8), x = static_cast<double>(pixel % 8);
      tiles.pictures(pixel, k) =
          static_cast<float>(std::sin(x * static_cast<double>(k + 1) / 3) * std::cos(y / 2));
    }
    tiles.titles.emplace_back("unit " + std::to_string(k));
  }
  // [/tiles]
  return tiles;
}

lucarne::PointMap point_map() {
  // [point-map]
  lucarne::PointMap map;
  map.axis = "t-SNE";
  map.classes = {{"cat", "chat"}, {"dog", "chien"}, {"owl", "chouette"}};
  map.points.set_size(2, 90);  // one item a column
  map.labels.set_size(90);
  lucarne::Pictures pictures;  // or dataset.pictures(inputs)
  pictures.height = 4;
  pictures.width = 4;
  pictures.pixels.set_size(16, 90);
  for (arma::uword i = 0; i < 90; ++i) {
    const double k = static_cast<double>(i);
    map.labels(i) = i % 3;
    map.points(0, i) = static_cast<double>(i % 3) * 5 + 2 * std::sin(k) * std::cos(k / 7);
    map.points(1, i) = static_cast<double>(i % 2) * 3 + 2 * std::cos(k) * std::sin(k / 5);
    for (arma::uword pixel = 0; pixel < 16; ++pixel) {
      pictures.pixels(pixel, i) = static_cast<float>((pixel * (i + 1)) % 7);
    }
  }
  map.predicted = map.labels;
  map.predicted(21) = 1;  // a mistake: it gets a ring
  map.pictures = lucarne::thumbnails_of(pictures);
  // [/point-map]
  return map;
}

}  // namespace

class EveryFigure final : public lucarne::Analysis {
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results& results) override {
    draw(results, "plot", "Bars, a line, a reference line", marks());
    draw(results, "marks", "Area, steps, points", more_marks());
    draw(results, "boxes", "Boxes", boxes());
    draw(results, "heat_map", "A heat map", heat_map());
    draw(results, "tiles", "Tiles", tiles());
    draw(results, "point_map", "A map of items", point_map());
    // [figure]
    lucarne::Figure& figure = results.figure("panels", {"Two panels", "Deux panneaux"});
    figure.caption = "What is shown, and what would be a warning sign.";
    figure.readings.push_back({lucarne::Level::good, "Both panels show what they should."});
    figure.columns = 2;
    figure.width = 900;
    figure.panels.push_back({"left", marks()});
    figure.panels.push_back({"right", heat_map()});
    // [/figure]
  }

  template <class Content>
  void draw(lucarne::Results& results, const char* name, const char* title, Content content) {
    lucarne::Figure& figure = results.figure(name, title);
    figure.width = 700;
    figure.panels.push_back({{}, std::move(content)});
  }
};

LUCARNE_PLUGIN(EveryFigure, "every-figure", "1.0", "What can be drawn?");
