// SPDX-License-Identifier: MIT
#include "input_networks.hpp"
#include "support/memory_dataset.hpp"
#include "support/named_results.hpp"
#include "support/test_context.hpp"

#include <lucarne/plugin.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;

extern "C" const PluginRecord* lucarne_plugin();

namespace {

/// What the plugin makes of all items of a network. `inputs`: features x items
Results explained_items(const Network& network, const Shape& shape, const arma::fmat& inputs,
                        std::map<std::string, Value> settings = {}) {
  const MemoryDataset data(shape, {"low", "high"},
                           {{"test", {inputs, arma::uvec(inputs.n_cols, arma::fill::zeros)}}});
  TestContext context(network, data);
  std::vector<arma::uword> all(inputs.n_cols);
  for (arma::uword i = 0; i < inputs.n_cols; ++i) all[i] = i;
  context.products["of.items"] = arma::uvec(all);
  settings.emplace("items", std::string("of.items"));
  settings.emplace("samples", static_cast<std::int64_t>(inputs.n_cols));
  settings.emplace("target", std::string("low"));
  settings.emplace("statistics", false);
  const std::unique_ptr<Analysis> analysis(lucarne_plugin()->create());
  return analyse(*analysis, context, settings, 2);
}

arma::fmat rising(arma::uword rows, arma::uword columns) {
  return arma::reshape(arma::regspace<arma::fvec>(1, static_cast<float>(rows * columns)), rows,
                       columns);
}

}  // namespace

TEST_CASE("each of several inputs gets a figure of its own", "[inputs]") {
  const auto network = maps_and_numbers(true);
  const Results results =
      explained_items(*network, {19}, rising(19, 2), {{"method", std::string("input-x-gradient")}});
  REQUIRE(results.figures().size() == 2);
  const Figure& picture = named(results.figures(), "maps.x");
  CHECK(picture.title.en == "Attribution by input-x-gradient to input 'x'");
  REQUIRE(picture.panels.size() == 3);
  const auto& images = std::get<Tiles>(picture.panels[0].content);
  CHECK((images.height == 4 && images.width == 4));
  CHECK(images.pictures(0, 1) == 20);
  CHECK(images.titles[0].en.starts_with("true low\npredicted"));

  const Figure& numbers = named(results.figures(), "maps.z");
  CHECK(numbers.title.fr == "Attribution par input-x-gradient à l'entrée « z »");
  REQUIRE(numbers.panels.size() == 2);
  CHECK_THAT(numbers.panels[0].title.en, Catch::StartsWith("logit of low (true low, predicted"));
  const auto& bars = std::get<Plot>(numbers.panels[1].content);
  // The second item's numbers, 36 to 38, times their weights 3, -2 and 5.
  CHECK(arma::all(bars.series[0].y == arma::vec{108, -74, 190}));
  REQUIRE(bars.x.categories.size() == 3);
  CHECK(bars.x.categories[2].en == "2");
  CHECK(bars.x.label.en == "feature");
}

TEST_CASE("class activation maps lie over the picture among several inputs", "[inputs]") {
  const auto network = maps_and_numbers(true);
  const Results results =
      explained_items(*network, {19}, rising(19, 2), {{"method", std::string("grad-cam")}});
  REQUIRE(results.figures().size() == 1);
  const Figure& figure = results.figures().front();
  CHECK(figure.name == "maps");
  REQUIRE(figure.panels.size() == 3);
  CHECK(std::get<Tiles>(figure.panels[0].content).pictures(15, 1) == 35);
  CHECK(std::get<Tiles>(figure.panels[1].content).height == 4);
}

TEST_CASE("a map at its layer's own size names the layer", "[inputs]") {
  const auto network = maps_and_numbers(true);
  const Results results =
      explained_items(*network, {19}, rising(19, 2),
                      {{"method", std::string("grad-cam")}, {"compat", std::string("captum")}});
  const Figure& figure = named(results.figures(), "maps");
  CHECK(figure.title.en == "Attribution by grad-cam to layer r_node");
  REQUIRE(figure.panels.size() == 1);
  CHECK(std::get<Tiles>(figure.panels[0].content).height == 3);
}

TEST_CASE("an input of whole numbers without attribution is told, not drawn", "[inputs]") {
  const auto network = tokens_and_numbers();
  const arma::fmat items{{1, 2}, {3, 4}, {0, 2}};
  const Results gradients =
      explained_items(*network, {3}, items, {{"method", std::string("input-x-gradient")}});
  REQUIRE(gradients.figures().size() == 1);
  CHECK(gradients.figures().front().name == "maps.x");
  CHECK(gradients.readings().front().text.en ==
        "input 'ids' holds whole numbers: input-x-gradient attributes nothing to them");
  const Results masked =
      explained_items(*network, {3}, items, {{"method", std::string("feature-ablation")}});
  CHECK(has(masked.figures(), "maps.ids"));
}

TEST_CASE("items that are no pictures are drawn feature by feature", "[saliency]") {
  SmallGraph graph({2500});
  arma::fmat columns(2500, 2, arma::fill::zeros);
  columns(3, 0) = 2;
  graph
      .floats("w", {2500, 2}, arma::conv_to<std::vector<float>>::from(arma::vectorise(columns.t())))
      .node("MatMul", {"x", "w"}, "y");
  const auto network = graph.network();
  const Results results = explained_items(*network, {2500}, arma::fmat(2500, 11, arma::fill::ones));
  const Figure& figure = named(results.figures(), "maps");
  CHECK(figure.title.en == "Saliency maps: the features that matter for the decision");
  REQUIRE(figure.panels.size() == 10);
  const auto& bars = std::get<Plot>(figure.panels[0].content);
  CHECK(bars.series[0].y.n_elem == 2048);
  CHECK(bars.series[0].y(3) == 2);
  CHECK(bars.x.categories.empty());
  CHECK_THAT(figure.caption.en, Catch::EndsWith(" The first 2048 of 2500 are drawn."));
}
