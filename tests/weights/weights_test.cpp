// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include "support/dense_model.hpp"
#include "support/memory_dataset.hpp"
#include "support/named_results.hpp"
#include "support/test_context.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <limits>

extern "C" const lucarne::PluginRecord* lucarne_plugin();

using lucarne::Figure;
using lucarne::HeatMap;
using lucarne::Plot;
using lucarne::Results;
using lucarne::Tiles;

namespace {

using Settings = std::map<std::string, lucarne::Value>;

std::unique_ptr<lucarne::Analysis, void (*)(lucarne::Analysis*)> make() {
  return {lucarne_plugin()->create(), lucarne_plugin()->destroy};
}

arma::fmat pattern(arma::uword rows, arma::uword columns) {
  arma::fmat matrix(rows, columns);
  for (arma::uword j = 0; j < columns; ++j) {
    for (arma::uword i = 0; i < rows; ++i) {
      matrix(i, j) = std::sin(static_cast<float>((j + 1) * (i + 1)) / 7) / 8;
    }
  }
  return matrix;
}

Results look(const DenseModel& model, const lucarne::Shape& item_shape,
             const Settings& settings = {}) {
  const MemoryDataset dataset(item_shape, {"a", "b"}, {});
  const TestContext context(model, dataset);
  return analyse(*make(), context, settings);
}

DenseModel sees_pictures() {
  return DenseModel({{pattern(64, 5), "Relu"}, {pattern(5, 3), "Relu"}, {pattern(3, 2)}});
}

}  // namespace

TEST_CASE("the notebook's four numbers describe the first weighted layer", "[weights]") {
  const DenseModel model({{arma::fmat{{-1, 0}, {2, 3}}, "Relu"}, {arma::fmat{{5, 5}, {5, 6}}}});
  const Results results = look(model, {2});
  CHECK(scalar(results, "mean") == 1);
  CHECK(scalar(results, "std") == Approx(std::sqrt(2.5)).epsilon(1e-15));
  CHECK(scalar(results, "min") == -1);
  CHECK(scalar(results, "max") == 3);
  CHECK(named(results.scalars(), "mean").decimals == 6);
}

TEST_CASE("any weighted layer can be chosen", "[weights]") {
  const DenseModel model({{arma::fmat{{-1, 0}, {2, 3}}, "Relu"}, {arma::fmat{{5, 5}, {5, 9}}}});
  CHECK(scalar(look(model, {2}, {{"layer", std::string("logits")}}), "mean") == 6);
}

TEST_CASE("the first layer on pictures is drawn as titled pictures on one scale", "[weights]") {
  const Results results = look(sees_pictures(), {8, 8}, {{"neurons", std::int64_t{4}}});
  const Figure& figure = named(results.figures(), "neurons");
  const auto& tiles = std::get<Tiles>(figure.panels.at(0).content);
  CHECK(tiles.pictures.n_cols == 4);
  CHECK(tiles.height == 8);
  CHECK(tiles.palette == lucarne::Palette::diverging);
  CHECK(tiles.scale == lucarne::TileScale::symmetric);
  CHECK(tiles.titles.at(3).en == "N3");
  CHECK(named(results.arrays(), "neurons").shape == lucarne::Shape{4, 8, 8});
}

TEST_CASE("one outlier does not fade the other weights", "[weights]") {
  arma::fmat weights = pattern(64, 20);
  weights(10, 2) = 50;
  const Results results = look(DenseModel({{weights}}), {8, 8});
  const Figure& figure = named(results.figures(), "neurons");
  CHECK(std::get<Tiles>(figure.panels.at(0).content).pictures.max() < 0.13f);
  CHECK(scalar(results, "max") == 50);
}

TEST_CASE("a layer that sees no picture is drawn as a matrix", "[weights]") {
  const Settings second{{"layer", std::string("fc2")}};
  const Results hidden = look(sees_pictures(), {8, 8}, second);
  CHECK(std::holds_alternative<HeatMap>(named(hidden.figures(), "neurons").panels.at(0).content));
  const Results flat = look(sees_pictures(), {64});
  CHECK(std::holds_alternative<HeatMap>(named(flat.figures(), "neurons").panels.at(0).content));
}

TEST_CASE("the histogram has a line at zero and all weights", "[weights]") {
  const Results results = look(sees_pictures(), {8, 8}, {{"bins", std::int64_t{10}}});
  const Figure& figure = named(results.figures(), "distribution");
  const auto& plot = std::get<Plot>(figure.panels.at(0).content);
  CHECK(plot.series.at(0).x.n_elem == 10);
  CHECK(arma::accu(plot.series.at(0).y) == 64 * 5);
  CHECK(plot.lines.at(0).at == 0);
  CHECK(plot.lines.at(0).dashed);
  CHECK(named(results.arrays(), "histogram_edges").shape == lucarne::Shape{11});
}

TEST_CASE("the correlation is delivered and drawn on a scale around zero", "[weights]") {
  const Results results = look(sees_pictures(), {8, 8}, {{"correlated", std::int64_t{3}}});
  const std::vector<double> r = doubles(named(results.arrays(), "correlation"));
  REQUIRE(r.size() == 9);
  CHECK(r[0] == 1);
  CHECK(r[1] == r[3]);
  const Figure& figure = named(results.figures(), "distribution");
  const auto& map = std::get<HeatMap>(figure.panels.at(1).content);
  CHECK(map.centre == 0.0);
  CHECK(map.square);
}

TEST_CASE("a unit of equal weights is said to have no correlation", "[weights]") {
  arma::fmat weights = pattern(64, 4);
  weights.col(1).fill(0.25f);
  const Results results = look(DenseModel({{weights}}), {8, 8});
  const std::vector<double> r = doubles(named(results.arrays(), "correlation"));
  CHECK(std::isnan(r[1]));
  const Figure& figure = named(results.figures(), "distribution");
  CHECK(std::get<HeatMap>(figure.panels.at(1).content).values.is_finite());
  CHECK(figure.readings.back().level == lucarne::Level::warning);
  CHECK_THAT(figure.readings.back().text.en, Catch::Contains("N1 first"));
}

TEST_CASE("every weighted layer has a row with norms and ranks", "[weights]") {
  // Perpendicular columns of length 5 and 10.
  const DenseModel model({{arma::fmat{{3, -8}, {4, 6}}, "Relu"}, {arma::fmat{{1, 0}, {0, 1}}}});
  const Results results = look(model, {2});
  const lucarne::Table& table = named(results.tables(), "layers");
  REQUIRE(table.rows.size() == 2);
  const auto cell = [&](std::size_t row, const std::string& column) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].name == column) return std::get<double>(table.rows[row].at(i));
    }
    throw lucarne::Error("no column " + column);
  };
  CHECK(cell(0, "frobenius") == Approx(std::sqrt(125.0)).epsilon(1e-12));
  CHECK(cell(0, "spectral") == Approx(10).epsilon(1e-12));
  CHECK(cell(0, "stable_rank") == Approx(1.25).epsilon(1e-12));
  // Shares 2/3 and 1/3: 3 / 2^(2/3).
  CHECK(cell(0, "effective_rank") == Approx(3 / std::pow(2, 2.0 / 3)).epsilon(1e-12));
  CHECK(cell(1, "effective_rank") == Approx(2).epsilon(1e-12));
  CHECK(cell(1, "near_zero") == 50);
}

TEST_CASE("a unit of noise among patterns is named", "[weights]") {
  arma::fmat weights(784, 6);
  const lucarne::Random random(3, "start");
  for (arma::uword i = 0; i < weights.n_elem; ++i) {
    weights(i) = std::sin(static_cast<float>(i % 28) / 5) / 20;
  }
  for (arma::uword i = 0; i < 784; ++i) {
    weights(i, 4) = static_cast<float>(random.normal(0, i) / 20);
  }
  const Results results = look(DenseModel({{weights}}), {28, 28});
  CHECK(scalar(results, "noise_units") == 1);
  const Figure& figure = named(results.figures(), "neurons");
  CHECK_THAT(figure.readings.at(0).text.en, Catch::Contains("(N4)"));
  CHECK_THAT(figure.readings.at(0).text.fr, Catch::Contains("bruit"));
}

TEST_CASE("units that training hardly moved are named, with a warning where they are many",
          "[weights]") {
  arma::fmat weights = pattern(64, 12);
  weights.cols(3, 4) *= 0.1f;
  const Results results = look(DenseModel({{weights}}), {8, 8});
  CHECK(scalar(results, "faint_units") == 2);
  const Figure& figure = named(results.figures(), "neurons");
  CHECK(figure.readings.at(0).level == lucarne::Level::warning);
  CHECK_THAT(figure.readings.at(0).text.en, Catch::StartsWith("Faint units: 2 of 12 (N3, N4)."));
}

TEST_CASE("a layer of zeros gives numbers and a warning, no spectrum", "[weights]") {
  const Results results = look(DenseModel({{arma::fmat(4, 3, arma::fill::zeros)}}), {2, 2});
  CHECK(scalar(results, "std") == 0);
  CHECK_FALSE(has(results.figures(), "spectrum"));
  const Figure& figure = named(results.figures(), "distribution");
  CHECK(figure.readings.at(0).level == lucarne::Level::warning);
}

TEST_CASE("one unit with one input is looked into without failing", "[weights]") {
  arma::fmat one(1, 1);
  one.fill(0.5f);
  const Results results = look(DenseModel({{one}}), {1});
  CHECK(scalar(results, "mean") == 0.5);
  CHECK(named(results.tables(), "correlated_pairs").rows.empty());
}

TEST_CASE("an unknown layer is refused with those that have weights", "[weights]") {
  CHECK_THROWS_WITH(look(sees_pictures(), {8, 8}, {{"layer", std::string("fc9x")}}),
                    "layer 'fc9x' with a weight matrix not in model; such layers are fc1, fc2, "
                    "logits");
  CHECK_THROWS_WITH(look(sees_pictures(), {8, 8}, {{"layer", std::string("logit")}}),
                    "layer 'logit' with a weight matrix not in model, did you mean 'logits'?");
}

TEST_CASE("weights that are not finite are refused with the layer's name", "[weights]") {
  arma::fmat weights = pattern(64, 4);
  weights(3, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(look(DenseModel({{weights}}), {8, 8}),
                    "finite weights are wanted, layer 'logits' holds NaN or infinity; train or "
                    "export the network again");
}

TEST_CASE("numbers of units and bins have limits", "[weights]") {
  CHECK_THROWS_WITH(look(sees_pictures(), {8, 8}, {{"bins", std::int64_t{0}}}),
                    Catch::Contains("must be at least 1, found 0"));
  CHECK_THROWS_WITH(look(sees_pictures(), {8, 8}, {{"correlated", std::int64_t{1}}}),
                    Catch::Contains("must be at least 2, found 1"));
}

TEST_CASE("every text of every figure is there in both languages", "[weights]") {
  const Results results = look(sees_pictures(), {8, 8});
  for (const Figure& figure : results.figures()) {
    CHECK_FALSE(figure.caption.en.empty());
    CHECK(figure.caption.fr != figure.caption.en);
    for (const lucarne::Reading& reading : figure.readings) {
      CHECK_FALSE(reading.text.fr.empty());
      CHECK(reading.text.fr != reading.text.en);
    }
  }
}
