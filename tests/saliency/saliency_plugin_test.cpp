// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"
#include "support/memory_dataset.hpp"
#include "support/test_context.hpp"

#include <lucarne/plugin.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

using namespace lucarne;

extern "C" const PluginRecord* lucarne_plugin();

namespace {

std::unique_ptr<Analysis> make_analysis() {
  return std::unique_ptr<Analysis>(lucarne_plugin()->create());
}

// Four inputs, two classes: the gradient of logit k is column k, whatever the item.
const arma::fmat weights{{1, -2}, {-3, 0.5F}, {0, 1}, {4, 0}};

std::unique_ptr<Network> linear_network(const arma::fmat& columns = weights) {
  Perceptron perceptron;
  perceptron.layers.push_back({columns, arma::fvec(2)});
  return make_network(perceptron);
}

// Inputs light up single pixels, so that predictions follow the larger weight of the pixel:
// pixels 0 and 3 say class 0, pixels 1 and 2 class 1.
MemoryDataset pictures(Shape shape = {2, 2}) {
  arma::fmat inputs(4, 8, arma::fill::zeros);
  for (arma::uword i = 0; i < 8; ++i) inputs(i % 4, i) = 1;
  return MemoryDataset(std::move(shape), {"even", "odd"},
                       {{"test", {inputs, {0, 1, 1, 0, 1, 0, 1, 0}}}});
}

Results analysed(const MemoryDataset& data, std::map<std::string, Value> settings = {},
                 const std::map<std::string, arma::uvec>& products = {}) {
  const auto network = linear_network();
  TestContext context(*network, data);
  context.products = products;
  settings.emplace("samples", std::int64_t{3});
  settings.emplace("permutations", std::int64_t{200});
  return analyse(*make_analysis(), context, settings, 3);
}

template <class T>
std::vector<T> values_of(const Results& results, const std::string& name) {
  for (const Array& one : results.arrays()) {
    if (one.name != name) continue;
    std::vector<T> values(one.bytes.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), one.bytes.data(), one.bytes.size());
    return values;
  }
  throw Error("no array '" + name + "'");
}

const Figure& figure_of(const Results& results, const std::string& name) {
  for (const Figure& one : results.figures()) {
    if (one.name == name) return one;
  }
  throw Error("no figure '" + name + "'");
}

std::vector<std::string> figure_names(const Results& results) {
  std::vector<std::string> list;
  for (const Figure& one : results.figures()) list.push_back(one.name);
  return list;
}

}  // namespace

TEST_CASE("the saliency of a linear network is the magnitude of its weights", "[saliency]") {
  const Results results = analysed(pictures(), {{"target", std::string("0")}});
  const std::vector<float> maps = values_of<float>(results, "attributions");
  CHECK(maps == std::vector<float>{1, 3, 0, 4, 1, 3, 0, 4, 1, 3, 0, 4});
  CHECK(values_of<std::int64_t>(results, "targets") == std::vector<std::int64_t>{0, 0, 0});
}

TEST_CASE("attributions have items first, then the item's own shape", "[saliency]") {
  const Results results = analysed(pictures());
  CHECK(results.arrays().front().name == "attributions");
  CHECK(results.arrays().front().shape == Shape{3, 2, 2});
  CHECK(results.arrays().front().type == ElementType::float32);
}

TEST_CASE("the explained class is the predicted one unless the pipeline says otherwise",
          "[saliency]") {
  const std::map<std::string, arma::uvec> products{{"errors.mistakes", {4}}};
  const Value from = std::string("errors.mistakes");
  // Item 4 lights pixel 0: logits 1 and -2, so class 0 is predicted; its label is 1.
  CHECK(values_of<std::int64_t>(analysed(pictures(), {{"items", from}}, products), "targets") ==
        std::vector<std::int64_t>{0});
  const Value truth = std::string("true");
  const Results results = analysed(pictures(), {{"items", from}, {"target", truth}}, products);
  CHECK(values_of<std::int64_t>(results, "targets") == std::vector<std::int64_t>{1});
  CHECK(values_of<float>(results, "attributions") == std::vector<float>{2, 0.5F, 1, 0});
}

TEST_CASE("samples of another stage are shown in its order", "[saliency]") {
  const Results results = analysed(pictures(), {{"items", std::string("errors.mistakes")}},
                                   {{"errors.mistakes", {5, 2, 7, 1}}});
  CHECK(values_of<std::int64_t>(results, "samples") == std::vector<std::int64_t>{5, 2, 7});
}

TEST_CASE("a stage that names no samples leaves the figure of maps out", "[saliency]") {
  const Results results =
      analysed(pictures(), {{"items", std::string("errors.mistakes")}}, {{"errors.mistakes", {}}});
  CHECK(values_of<float>(results, "attributions").empty());
  CHECK(figure_names(results) == std::vector<std::string>{"classes", "comparison"});
}

TEST_CASE("items beyond the split are refused", "[saliency]") {
  CHECK_THROWS_WITH(
      analysed(pictures(), {{"items", std::string("errors.mistakes")}}, {{"errors.mistakes", {8}}}),
      "parameter 'items' must name items of split 'test', which has 8; "
      "'errors.mistakes' holds item 8; give both stages the same split");
}

TEST_CASE("chance chooses different samples, the same for the same seed", "[saliency]") {
  const std::vector<std::int64_t> samples =
      values_of<std::int64_t>(analysed(pictures(), {{"samples", std::int64_t{8}}}), "samples");
  const arma::uvec sorted = arma::sort(arma::conv_to<arma::uvec>::from(samples));
  CHECK(arma::approx_equal(sorted, arma::regspace<arma::uvec>(0, 7), "absdiff", 0));
  CHECK(samples ==
        values_of<std::int64_t>(analysed(pictures(), {{"samples", std::int64_t{8}}}), "samples"));
}

TEST_CASE("the maps are three rows of tiles with truth and prediction above", "[saliency]") {
  const Results results = analysed(pictures(), {{"items", std::string("errors.mistakes")}},
                                   {{"errors.mistakes", {4, 0}}});
  const Figure& figure = figure_of(results, "maps");
  REQUIRE(figure.panels.size() == 3);
  const auto& images = std::get<Tiles>(figure.panels[0].content);
  CHECK(images.titles[0].en == "true odd\npredicted even \u2717");
  CHECK(images.titles[0].fr == "vrai odd\nprédit even \u2717");
  CHECK(std::get<Tiles>(figure.panels[1].content).palette == Palette::hot);
  CHECK(std::get<Tiles>(figure.panels[2].content).overlay.n_cols == 2);
}

TEST_CASE("the foreground's share of saliency is compared with its share of pixels", "[saliency]") {
  // With logit 0 the pixels hold 1, 3, 0 and 4 of 8; each is lit in two of the eight items.
  const Results results = analysed(pictures(), {{"target", std::string("even")}});
  CHECK(scalar(results, "foreground.share") == Approx(25));
  CHECK(scalar(results, "foreground.pixels") == Approx(25));
  CHECK(scalar(results, "foreground.concentration") == Approx(1));
  CHECK(results.readings().front().level == Level::warning);
}

TEST_CASE("right and wrong predictions are compared over the whole split", "[saliency]") {
  const Results results = analysed(pictures());
  // Labels differ from predictions 0 1 1 0 0 1 1 0 at items 4 and 5.
  const Table* comparison = nullptr;
  for (const Table& one : results.tables()) {
    if (one.name == "comparison") comparison = &one;
  }
  REQUIRE(comparison != nullptr);
  REQUIRE(comparison->rows.size() == 4);
  CHECK(std::get<std::string>(comparison->rows[2][0]) == "strength");
  // Mean |w| is 2 for class 0 and 3.5 / 4 for class 1. Right: items 0, 3, 7 and 1, 2, 6.
  CHECK(std::get<double>(comparison->rows[2][2]) == Approx((2 + 0.875) / 2));
  CHECK(std::get<double>(comparison->rows[2][3]) == Approx((2 + 0.875) / 2));
  CHECK(figure_of(results, "comparison").panels.size() == 4);
}

TEST_CASE("without wrong predictions there is no comparison", "[saliency]") {
  arma::fmat inputs(4, 3, arma::fill::zeros);
  inputs.row(0).ones();
  const MemoryDataset data({2, 2}, {"even", "odd"}, {{"test", {inputs, {0, 0, 0}}}});
  const Results results = analysed(data);
  CHECK(figure_names(results) == std::vector<std::string>{"maps", "classes"});
  CHECK(results.readings().back().text.en ==
        "right and wrong predictions cannot be compared: there are 3 and 0");
}

TEST_CASE("saliency on pixels that are foreground in no item is told", "[saliency]") {
  // Only pixel 0 is ever lit; of logit 0 it holds 1 of 1 + 3 + 0 + 4.
  arma::fmat inputs(4, 3, arma::fill::zeros);
  inputs.row(0).ones();
  const MemoryDataset data({2, 2}, {"even", "odd"}, {{"test", {inputs, {0, 0, 1}}}});
  const Results results = analysed(data);
  CHECK(scalar(results, "never_foreground.share") == Approx(87.5));
  CHECK(scalar(results, "never_foreground.pixels") == Approx(75));
  CHECK(scalar(analysed(pictures()), "never_foreground.share") == 0);
}

TEST_CASE("a network that answers to no pixel has constant maps and says so", "[saliency]") {
  const auto network = linear_network(arma::fmat(4, 2, arma::fill::zeros));
  const MemoryDataset data = pictures();
  const TestContext context(*network, data);
  const Results results = analyse(*make_analysis(), context, {{"samples", std::int64_t{2}}});
  const auto& maps = std::get<Tiles>(figure_of(results, "maps").panels[1].content);
  CHECK(maps.titles[0].en == "no saliency: constant map");
  CHECK(std::isnan(scalar(results, "foreground.share")));
  bool told = false;
  for (const Reading& one : results.readings()) {
    told = told || one.text.en ==
                       "left out of the comparison: 8 of 8 items (zero gradient, or no foreground)";
  }
  CHECK(told);
}

TEST_CASE("items that are no pictures have features in place of maps", "[saliency]") {
  const Results results = analysed(pictures({4}));
  CHECK(figure_names(results) == std::vector<std::string>{"classes", "comparison"});
  const Figure& figure = figure_of(results, "classes");
  CHECK(std::get<HeatMap>(figure.panels.front().content).values.n_rows == 2);
  CHECK(figure_of(results, "comparison").panels.size() == 2);
}

TEST_CASE("more samples than items are refused with the split's size", "[saliency]") {
  CHECK_THROWS_WITH(analysed(pictures(), {{"samples", std::int64_t{9}}}),
                    "parameter 'samples' must be at most 8: the split 'test' has 8 items, found 9");
}

TEST_CASE("an unknown split is refused by name", "[saliency]") {
  CHECK_THROWS_WITH(analysed(pictures(), {{"split", std::string("train")}}),
                    "unknown split 'train'; splits are test");
}
