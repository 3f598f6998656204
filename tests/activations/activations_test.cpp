// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include "support/dense_model.hpp"
#include "support/memory_dataset.hpp"
#include "support/named_results.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

extern "C" const lucarne::PluginRecord* lucarne_plugin();

using lucarne::Figure;
using lucarne::HeatMap;
using lucarne::Level;
using lucarne::Plot;
using lucarne::Results;
using lucarne::Tiles;

namespace {

using Settings = std::map<std::string, lucarne::Value>;

std::unique_ptr<lucarne::Analysis, void (*)(lucarne::Analysis*)> make() {
  return {lucarne_plugin()->create(), lucarne_plugin()->destroy};
}

// Pictures of 2 x 1 pixels; the hidden units are x0, x1, -x0 (never active), x0 + x1.
const arma::fmat first_layer{{1, 0, -1, 1}, {0, 1, 0, 1}};
const arma::fmat second_layer{{1, 0}, {0, 1}, {0, 0}, {0, 0}};

DenseModel network(const std::string& op = "Relu") {
  return DenseModel({{first_layer, op}, {second_layer}});
}

// Class 0 lights pixel 0, class 1 pixel 1; item 3 of class 1 is dark.
MemoryDataset pictures() {
  return {{2, 1}, {"a", "b"}, {{"test", {arma::fmat{{2, 0, 4, 0}, {0, 1, 0, 0}}, {0, 1, 0, 1}}}}};
}

Results look(const DenseModel& model, const MemoryDataset& dataset, Settings settings = {},
             arma::uword block_size = 512) {
  settings.insert({"samples", std::int64_t{4}});
  const TestContext context(model, dataset);
  return analyse(*make(), context, settings, block_size);
}

}  // namespace

TEST_CASE("shares and dead units are counted over the whole split", "[activations]") {
  const Results results = look(network(), pictures());
  // Active: x0 twice, x1 once, -x0 never, x0 + x1 three times; 6 of 16.
  CHECK(scalar(results, "act1.active") == 37.5);
  CHECK(scalar(results, "act1.dead") == 1);
  CHECK(scalar(results, "act1.dead_rate_bound") == 0.75);
  CHECK(named(results.scalars(), "act1.active").unit == "%");
  const lucarne::Table& dead = named(results.tables(), "dead_units");
  REQUIRE(dead.rows.size() == 1);
  CHECK(std::get<std::int64_t>(dead.rows[0][1]) == 2);
}

TEST_CASE("all items as samples give the share of the whole split", "[activations]") {
  const Results results = look(network(), pictures());
  CHECK(scalar(results, "act1.active_shown") == scalar(results, "act1.active"));
}

TEST_CASE("class means and rates are delivered, one unit an item", "[activations]") {
  const Results results = look(network(), pictures());
  const lucarne::Array& means = named(results.arrays(), "act1.class_means");
  CHECK(means.shape == lucarne::Shape{4, 2});
  CHECK(doubles(means) == std::vector<double>{3, 0, 0, 0.5, 0, 0, 3, 0.5});
  CHECK(doubles(named(results.arrays(), "act1.rates")) == std::vector<double>{0.5, 0.25, 0, 0.75});
}

TEST_CASE("blocks of any size give the same bytes", "[activations]") {
  const Results one = look(network(), pictures());
  const Results many = look(network(), pictures(), {}, 1);
  for (const lucarne::Array& array : one.arrays()) {
    CHECK(named(many.arrays(), array.name).bytes == array.bytes);
  }
  for (const lucarne::Scalar& one_scalar : one.scalars()) {
    CHECK(scalar(many, one_scalar.name) == one_scalar.value);
  }
}

TEST_CASE("bar charts come one row a layer and one column a sample, with titles", "[activations]") {
  const Results results = look(network(), pictures(), {{"shown", std::int64_t{2}}});
  const Figure& figure = named(results.figures(), "samples");
  CHECK(figure.columns == 2);
  REQUIRE(figure.panels.size() == 2);
  const auto& plot = std::get<Plot>(figure.panels[0].content);
  CHECK(plot.series.at(0).y.n_elem == 4);
  CHECK_THAT(figure.panels[0].title.en, Catch::StartsWith("act1 - example 1 (true "));
  CHECK_THAT(figure.panels[0].title.fr, Catch::Contains("prédit "));
  // The row shares one scale.
  CHECK(plot.y.max == std::get<Plot>(figure.panels[1].content).y.max);
}

TEST_CASE("the samples are a product and depend on nothing but seed and stage", "[activations]") {
  const Settings two{{"samples", std::int64_t{2}}};
  const Results first = look(network(), pictures(), two);
  const Results again = look(network(), pictures(), two, 1);
  const arma::uvec& items = first.products().at("samples");
  CHECK(items.n_elem == 2);
  CHECK(arma::all(items == again.products().at("samples")));
  CHECK(named(first.tables(), "samples").rows.size() == 2);
}

TEST_CASE("items of another stage take the place of random ones", "[activations]") {
  const DenseModel model = network();
  const MemoryDataset dataset = pictures();
  TestContext context(model, dataset);
  context.products["errors.mistakes"] = {3};
  const Settings settings{{"items", std::string("errors.mistakes")}};
  const Results results = analyse(*make(), context, settings);
  CHECK(arma::all(results.products().at("samples") == arma::uvec{3}));
  CHECK(scalar(results, "act1.active_shown") == 0);
  REQUIRE(context.warnings.size() == 1);
  CHECK(context.warnings[0] == "5 samples asked for, 'errors.mistakes' holds only 1");
}

TEST_CASE("an empty list of items leaves the whole split's numbers", "[activations]") {
  const DenseModel model = network();
  const MemoryDataset dataset = pictures();
  TestContext context(model, dataset);
  context.products["errors.mistakes"] = {};
  const Settings settings{{"items", std::string("errors.mistakes")}};
  const Results results = analyse(*make(), context, settings);
  CHECK(scalar(results, "act1.active") == 37.5);
  CHECK_FALSE(has(results.figures(), "samples"));
  CHECK_FALSE(has(results.scalars(), "act1.active_shown"));
}

TEST_CASE("items of another split are refused", "[activations]") {
  const DenseModel model = network();
  const MemoryDataset dataset = pictures();
  TestContext context(model, dataset);
  context.products["errors.mistakes"] = {1, 40};
  const Settings settings{{"items", std::string("errors.mistakes")}};
  CHECK_THROWS_WITH(analyse(*make(), context, settings),
                    "items of split 'test' are wanted, 'errors.mistakes' names item 40, the split "
                    "has 4; give both stages the same split");
}

TEST_CASE("the most selective units lead each class's rows", "[activations]") {
  const Results results = look(network(), pictures());
  const lucarne::Table& table = named(results.tables(), "selective");
  // Class a: x0 (3 against 0, index 1), then x0 + x1 (2.5 / 3.5); class b: x1.
  REQUIRE(table.rows.size() == 3);
  CHECK(std::get<std::int64_t>(table.rows[0][2]) == 0);
  CHECK(std::get<double>(table.rows[0][3]) == 1);
  CHECK(std::get<std::int64_t>(table.rows[1][2]) == 3);
  CHECK(std::get<double>(table.rows[1][3]) == Approx(2.5 / 3.5).epsilon(1e-12));
  CHECK(std::get<std::string>(table.rows[2][1]) == "b");
  CHECK(std::get<std::string>(table.rows[0][7]) == "2 0");
}

TEST_CASE("a unit that fires too rarely is not called selective", "[activations]") {
  // 20 items of each class in turn: unit 0 follows class 0, unit 1 fires on one item of class 1,
  // where two are just enough; unit 2 never fires.
  arma::fmat inputs(3, 40, arma::fill::zeros);
  arma::uvec labels(40);
  for (arma::uword i = 0; i < 40; ++i) {
    labels(i) = i % 2;
    inputs(0, i) = i % 2 == 0 ? 1.0f : 0.0f;
  }
  inputs(1, 1) = 1;
  const DenseModel model(
      {{arma::fmat(3, 3, arma::fill::eye), "Relu"}, {arma::fmat(3, 2, arma::fill::ones)}});
  const auto classes_of = [&](const arma::fmat& items) {
    const MemoryDataset dataset({3}, {"a", "b"}, {{"test", {items, labels}}});
    const Results results = look(model, dataset);
    std::string classes;
    for (const auto& row : named(results.tables(), "selective").rows) {
      classes += std::get<std::string>(row[1]);
    }
    return classes;
  };
  CHECK(classes_of(inputs) == "a");
  inputs(1, 3) = 1;
  CHECK(classes_of(inputs) == "ab");
}

TEST_CASE("class means are drawn with classes as rows and chosen units as columns",
          "[activations]") {
  const Results results = look(network(), pictures());
  const auto& map = std::get<HeatMap>(named(results.figures(), "classes").panels.at(0).content);
  CHECK(arma::all(arma::vectorise(map.values == arma::mat{{3, 3, 0}, {0, 0.5, 0.5}})));
  CHECK(map.x.categories.at(1).en == "3");
  CHECK(map.y.categories.at(1).en == "b");
}

TEST_CASE("the gallery shows what most activates each class's unit", "[activations]") {
  const Results results = look(network(), pictures(), {{"top", std::int64_t{2}}});
  const Figure& figure = named(results.figures(), "top_items");
  REQUIRE(figure.panels.size() == 2);
  const auto& tiles = std::get<Tiles>(figure.panels[0].content);
  CHECK(tiles.pictures.n_cols == 2);
  CHECK(tiles.pictures(0, 0) == 4);
  CHECK_THAT(figure.panels[0].title.en,
             Catch::StartsWith("N0 prefers a (selectivity 1.00; 2 of 2"));
}

TEST_CASE("items that are no pictures give no gallery", "[activations]") {
  MemoryDataset rows({2}, {"a", "b"},
                     {{"test", {arma::fmat{{2, 0, 4, 0}, {0, 1, 0, 0}}, {0, 1, 0, 1}}}});
  CHECK_FALSE(has(look(network(), rows).figures(), "top_items"));
}

TEST_CASE("the share is judged by 20, 50 and 80 percent", "[activations]") {
  const auto first_level = [](const arma::fmat& weights) {
    const DenseModel model({{weights, "Relu"}, {arma::fmat(weights.n_cols, 2, arma::fill::ones)}});
    const MemoryDataset dataset({2}, {"a", "b"}, {{"test", {arma::fmat{{1, 1}, {1, 1}}, {0, 1}}}});
    const Results results = look(model, dataset, {{"samples", std::int64_t{2}}});
    return named(results.figures(), "active").readings.at(0);
  };
  CHECK(first_level(arma::fmat{{1, -1}, {1, -1}}).level == Level::good);
  CHECK_THAT(first_level(arma::fmat{{-1, -1}, {-1, -1}}).text.en,
             Catch::Contains("0.0 % of the units are active on average, fewer than 20 %"));
  CHECK_THAT(first_level(arma::fmat{{1, 1}, {1, 1}}).text.fr, Catch::Contains("plus de 80 %"));
}

TEST_CASE("a sigmoid unit is active above one half", "[activations]") {
  const Results results = look(network("Sigmoid"), pictures());
  CHECK(scalar(results, "act1.active") == 37.5);
  CHECK_THAT(named(results.figures(), "active").readings.at(0).text.en,
             Catch::Contains("lie above 0.5. Sigmoid switches no unit off"));
}

TEST_CASE("a tanh layer with negative means is drawn around zero", "[activations]") {
  const Results results = look(network("Tanh"), pictures());
  const auto& map = std::get<HeatMap>(named(results.figures(), "classes").panels.at(0).content);
  CHECK(map.palette == lucarne::Palette::diverging);
  CHECK(map.centre == 0.0);
}

TEST_CASE("any layer can be named in place of the hidden ones", "[activations]") {
  const Settings settings{{"layers", std::vector<std::string>{"fc1"}}};
  const Results results = look(network(), pictures(), settings);
  CHECK(has(results.scalars(), "fc1.active"));
  CHECK_FALSE(has(results.scalars(), "act1.active"));
}

TEST_CASE("a network without hidden layers is told so", "[activations]") {
  const DenseModel linear({{arma::fmat{{1, 0}, {0, 1}}}});
  const Results results = look(linear, pictures());
  REQUIRE(results.readings().size() == 1);
  CHECK_THAT(results.readings()[0].text.en, Catch::Contains("no hidden layer"));
  CHECK(results.figures().empty());
  CHECK(results.products().count("samples") == 1);
}

TEST_CASE("one unit, one item and one class are enough", "[activations]") {
  const arma::fmat one(1, 1, arma::fill::ones);
  const DenseModel model({{one, "Relu"}, {one}});
  const MemoryDataset dataset({1}, {"a"}, {{"test", {one, {0}}}});
  const Results results = look(model, dataset, {{"samples", std::int64_t{1}}});
  CHECK(scalar(results, "act1.active") == 100);
  CHECK(scalar(results, "act1.dead_rate_bound") == 1);
  CHECK_FALSE(has(results.figures(), "classes"));
}

TEST_CASE("more samples than items are refused with the split's size", "[activations]") {
  CHECK_THROWS_WITH(look(network(), pictures(), {{"samples", std::int64_t{5}}}),
                    "parameter 'samples' must be at most 4, the split 'test' has 4 items, found 5");
}

TEST_CASE("unknown splits and layers name the nearest", "[activations]") {
  CHECK_THROWS_WITH(look(network(), pictures(), {{"split", std::string("tets")}}),
                    "unknown split 'tets', did you mean 'test'?");
  const std::vector<std::string> wrong{"act7"};
  CHECK_THROWS_WITH(look(network(), pictures(), {{"layers", wrong}}),
                    "layer 'act7' not in model, did you mean 'act1'?");
  const std::vector<std::string> twice{"act1", "act1"};
  CHECK_THROWS_WITH(look(network(), pictures(), {{"layers", twice}}),
                    "layer 'act1' is named twice");
}
