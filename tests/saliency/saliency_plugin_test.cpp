// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"
#include "support/memory_dataset.hpp"
#include "support/temporary_folder.hpp"
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
  CHECK(figure_names(results) == std::vector<std::string>{"maps", "classes", "comparison"});
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

TEST_CASE("another method replaces the maps and leaves the split's statistics", "[saliency]") {
  const Results plain = analysed(pictures());
  const Results results = analysed(
      pictures(), {{"method", std::string("integrated-gradients")}, {"target", std::string("0")}});
  // Every item lights one pixel of weight 1, -3, 0 or 4: weight times input.
  const std::vector<float> maps = values_of<float>(results, "attributions");
  const std::vector<std::int64_t> samples = values_of<std::int64_t>(results, "samples");
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t pixel = 0; pixel < 4; ++pixel) {
      const bool lit = pixel == static_cast<std::size_t>(samples[i]) % 4;
      CHECK(maps[4 * i + pixel] == Approx(lit ? weights(pixel, 0) : 0).margin(1e-6));
    }
  }
  CHECK(values_of<double>(results, "residual").size() == 3);
  const Results same_target = analysed(pictures(), {{"target", std::string("0")}});
  CHECK(scalar(results, "foreground.share") == scalar(same_target, "foreground.share"));
}

TEST_CASE("signed maps have a scale that is centred at zero", "[saliency]") {
  const Results results = analysed(pictures(), {{"method", std::string("input-x-gradient")}});
  const auto& maps = std::get<Tiles>(figure_of(results, "maps").panels[1].content);
  CHECK(maps.palette == Palette::diverging);
  CHECK(maps.scale == TileScale::symmetric);
  CHECK(figure_of(results, "maps").title.en ==
        "Attribution by input-x-gradient: the pixels that matter for the decision");
}

TEST_CASE("a method that draws stores the standard errors beside its maps", "[saliency]") {
  const Results results =
      analysed(pictures(), {{"method", std::string("smoothgrad")}, {"draws", std::int64_t{10}}});
  CHECK(values_of<float>(results, "standard_error").size() == 12);
}

TEST_CASE("attributions that do not sum to the difference are warned of", "[saliency]") {
  Perceptron perceptron;
  perceptron.layers.push_back({arma::fmat(4, 1, arma::fill::ones), arma::fvec{-0.55F}});
  perceptron.layers.push_back({arma::fmat{{1, 0}}, arma::fvec(2)});
  const auto network = make_network(perceptron);
  const MemoryDataset data = pictures();
  const TestContext context(*network, data);
  // relu(x - 0.55) at x = 1 is 0.45; the middle of the way lies before the kink, so that one step
  // finds nothing.
  const Results results = analyse(*make_analysis(), context,
                                  {{"samples", std::int64_t{2}},
                                   {"method", std::string("integrated-gradients")},
                                   {"target", std::string("0")},
                                   {"steps", std::int64_t{1}}});
  REQUIRE(context.warnings.size() == 1);
  CHECK(context.warnings.front() ==
        "integrated-gradients: attributions of 2 of 2 samples miss the output's difference from "
        "the baseline by more than 1 %; raise 'steps' or 'tolerance'");
  CHECK(values_of<double>(results, "residual")[0] == Approx(-0.45));
}

TEST_CASE("a mistyped method names the nearest", "[saliency]") {
  CHECK_THROWS_WITH(analysed(pictures(), {{"method", std::string("integrated-gradient")}}),
                    Catch::Contains("found 'integrated-gradient', did you mean "
                                    "'integrated-gradients'?"));
}

TEST_CASE("exact Shapley values of too many groups are refused with what to do", "[saliency]") {
  arma::fmat inputs(21, 3, arma::fill::ones);
  const MemoryDataset data({21}, {"even", "odd"}, {{"test", {inputs, {0, 1, 0}}}});
  const auto network = linear_network(arma::fmat(21, 2, arma::fill::ones));
  const TestContext context(*network, data);
  CHECK_THROWS_WITH(analyse(*make_analysis(), context,
                            {{"samples", std::int64_t{1}}, {"method", std::string("shapley")}}),
                    "shapley runs 2^groups points and takes at most 20 groups; found 21; choose "
                    "larger blocks with 'block', a 'mask_file', or 'method: shapley-sampling'");
}

TEST_CASE("a window with more sizes than the items have dimensions is refused", "[saliency]") {
  CHECK_THROWS_WITH(
      analysed(pictures(), {{"method", std::string("occlusion")},
                            {"window", std::vector<std::int64_t>{1, 2, 3}}}),
      "parameter 'window' must hold 1 to 2 sizes, for the last dimensions of items of 2 x 2; "
      "found 3");
}

TEST_CASE("baselines come from the data, a constant, a blur or a file", "[saliency]") {
  const auto with = [&](const std::string& kind, std::map<std::string, Value> more = {}) {
    more["method"] = std::string("integrated-gradients");
    more["baseline"] = kind;
    more["target"] = std::string("0");
    more["items"] = std::string("errors.mistakes");
    const Results results = analysed(pictures(), more, {{"errors.mistakes", {0}}});
    return values_of<float>(results, "attributions");
  };
  // Item 0 is (1, 0, 0, 0); weights are 1, -3, 0, 4; the mean item is 1/4 everywhere.
  const std::vector<float> mean = with("mean");
  CHECK(mean[0] == Approx(0.75));
  CHECK(mean[1] == Approx(0.75));
  CHECK(mean[3] == Approx(-1));
  CHECK(with("constant", {{"baseline_value", 0.25}}) == mean);
  CHECK(with("samples", {{"background", std::int64_t{8}}})[3] == Approx(-1));
  const TemporaryFolder folder;
  std::string bytes = "\x93NUMPY\x01";
  bytes.push_back('\0');
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n";
  bytes.push_back(static_cast<char>(header.size()));
  bytes.push_back('\0');
  bytes += header;
  for (const float value : {0.25F, 0.25F, 0.25F, 0.25F}) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  const std::string file = folder.file("b.npy", bytes).string();
  CHECK(with("file", {{"baseline_file", file}}) == mean);
  const std::string cut = folder.file("c.npy", bytes.substr(0, bytes.size() - 4)).string();
  CHECK_THROWS_WITH(with("file", {{"baseline_file", cut}}),
                    "'" + cut + "' must hold 4 numbers; it is cut short");
  CHECK_THROWS_WITH(with("file"),
                    "parameter 'baseline: file' wants the file's name in 'baseline_file'");
  // A blur keeps the sum of what it spreads, up to edges that repeat.
  const std::vector<float> blurred = with("blurred", {{"baseline_blur", 0.3}});
  CHECK(blurred[0] > 0);
  CHECK(blurred[0] < 0.1F);
}

TEST_CASE("methods to compare are drawn below the same samples", "[saliency]") {
  const std::vector<std::string> methods{"saliency", "integrated-gradients"};
  const Results results =
      analysed(pictures(), {{"compare", methods}, {"target", std::string("even")}});
  const Figure& figure = figure_of(results, "methods");
  REQUIRE(figure.panels.size() == 3);
  const auto& saliency = std::get<Tiles>(figure.panels[1].content);
  CHECK(saliency.palette == Palette::hot);
  CHECK(saliency.scale == TileScale::each);
  CHECK(saliency.row_label.en == "saliency");
  CHECK(saliency.titles[0].en.empty());
  const auto& path = std::get<Tiles>(figure.panels[2].content);
  CHECK(path.palette == Palette::diverging);
  CHECK(path.scale == TileScale::symmetric);
  CHECK(path.pictures.n_cols == 3);
  for (arma::uword i = 0; i < 3; ++i) {
    // An item that lights a pixel of weight zero for this class has nothing to show.
    const bool nothing = arma::abs(path.pictures.col(i)).max() == 0;
    CHECK(path.titles[i].en == (nothing ? "constant map" : "residual 0.0 %"));
  }

  const Results shared = analysed(
      pictures(),
      {{"compare", methods}, {"scale", std::string("shared")}, {"target", std::string("0")}});
  const auto& common = std::get<Tiles>(figure_of(shared, "methods").panels[2].content);
  CHECK(common.colour_bar);
  CHECK(common.pictures.max() == 4);
}

TEST_CASE("methods that cannot be compared are refused", "[saliency]") {
  CHECK_THROWS_WITH(analysed(pictures(), {{"compare", std::vector<std::string>{"activation"}}}),
                    "'activation' attributes to a layer, not to the item's pixels; leave it out of "
                    "'compare'");
  CHECK_THROWS_WITH(analysed(pictures({4}), {{"compare", std::vector<std::string>{"saliency"}}}),
                    "'compare' draws maps of items of height x width; items of this data have "
                    "shape 4");
  CHECK_THROWS_WITH(analysed(pictures(), {{"compare", std::vector<std::string>{"grad-cam"}}}),
                    "'grad-cam' combines the maps of a convolution, and this network has none; "
                    "choose integrated-gradients or occlusion");
}

TEST_CASE("attributions to a layer have its shape and are drawn as bars", "[saliency]") {
  const Results results = analysed(
      pictures(), {{"method", std::string("activation")}, {"layer", std::string("logits")}});
  CHECK(results.arrays().front().shape == Shape{3, 2});
  const Figure& figure = figure_of(results, "maps");
  CHECK(figure.title.en == "Attribution by activation to layer logits");
  REQUIRE(figure.panels.size() == 3);
  const auto& bars = std::get<Plot>(figure.panels[0].content).series[0];
  CHECK(bars.mark == Mark::bars);
  CHECK(bars.y.n_elem == 2);
}

TEST_CASE("a unit is explained in place of the target, and said", "[saliency]") {
  const Results results = analysed(
      pictures(), {{"layer", std::string("logits")}, {"unit", std::vector<std::int64_t>{1}}});
  // Column 1 of the weights, whatever class is predicted.
  CHECK(values_of<float>(results, "attributions") ==
        std::vector<float>{2, 0.5F, 1, 0, 2, 0.5F, 1, 0, 2, 0.5F, 1, 0});
  CHECK(results.readings().front().text.en ==
        "explained is unit 1 of layer logits, not the target");
}
