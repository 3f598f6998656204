// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"
#include "support/memory_dataset.hpp"
#include "support/test_context.hpp"

#include <lucarne/plugin.hpp>

#include <catch2/catch.hpp>
#include <optional>

using namespace lucarne;

extern "C" const PluginRecord* lucarne_plugin();

namespace {

// Two classes of 2 x 2 pictures, told apart by a network of one hidden layer.
struct Fixture {
  Fixture() {
    const Random random(3, "pictures");
    MemoryDataset::Split split{arma::fmat(4, 60), arma::uvec(60)};
    for (arma::uword i = 0; i < 60; ++i) {
      split.labels(i) = i % 2;
      for (arma::uword k = 0; k < 4; ++k) {
        split.inputs(k, i) = static_cast<float>(random.uniform(i, k) + (k == i % 2 ? 9 : 0));
      }
    }
    dataset = std::make_unique<MemoryDataset>(
        Shape{2, 2}, std::vector<std::string>{"a", "b"},
        std::map<std::string, MemoryDataset::Split>{{"test", split}});
    Perceptron perceptron;
    perceptron.layers.push_back({arma::eye<arma::fmat>(4, 4), arma::fvec(4, arma::fill::zeros)});
    perceptron.layers.push_back({arma::eye<arma::fmat>(4, 2), arma::fvec(2, arma::fill::zeros)});
    model = make_network(perceptron);
    context = std::make_unique<TestContext>(*model, *dataset);
    analysis.reset(lucarne_plugin()->create());
  }
  Results run(const std::map<std::string, Value>& settings) {
    return analyse(*analysis, *context, settings);
  }

  std::unique_ptr<MemoryDataset> dataset;
  std::unique_ptr<Network> model;
  std::unique_ptr<TestContext> context;
  std::unique_ptr<Analysis> analysis;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "the maps of a layer and of the input come with their numbers",
                 "[embedding]") {
  const Results results = run({{"samples", std::int64_t{50}},
                               {"perplexity", 5.0},
                               {"iterations", std::int64_t{1000}},
                               {"exaggeration_iterations", std::int64_t{100}},
                               {"features", std::vector<std::string>{"relu1", "input"}}});
  CHECK(scalar(results, "kl") > 0);
  CHECK(scalar(results, "trustworthiness") > 0.8);
  // Pictures of a class differ by less than 1 a pixel, the classes by 9: far apart in any linear
  // view.
  CHECK(scalar(results, "pca.silhouette") > 0.8);
  CHECK(scalar(results, "silhouette") > 0.3);
  // The hidden layer is the identity on these pictures, so both maps are the same.
  CHECK(scalar(results, "input.kl") == scalar(results, "kl"));
  CHECK(results.products().at("isolated").n_elem == 16);
  REQUIRE(results.arrays().size() >= 4);
  CHECK(results.arrays()[2].name == "tsne");
  CHECK(results.arrays()[2].shape == Shape{50, 2});
  std::vector<std::string> figures;
  for (const Figure& figure : results.figures()) figures.push_back(figure.name);
  CHECK(figures == std::vector<std::string>{"tsne", "pca", "trust", "contacts", "convergence",
                                            "isolated", "tsne.input", "pca.input", "variance"});
  CHECK(scalar(results, "features.label_accuracy") == 100);
  CHECK(scalar(results, "neighbours_kept") > 20);
  CHECK(scalar(results, "input.continuity") == scalar(results, "continuity"));
  const auto& map = std::get<PointMap>(results.figures()[0].panels[0].content);
  // What is known of each point and pair of classes is there for the second map too.
  std::vector<std::string> tables;
  for (const Table& table : results.tables()) tables.push_back(table.name);
  CHECK(tables == std::vector<std::string>{"contacts", "isolated", "input.contacts", "variance"});
  CHECK(results.arrays().back().name == "input.point_trust");
  CHECK(map.points.n_cols == 50);
  CHECK(map.classes[1].en == "b");
  CHECK(map.pictures.count() == 50);
  CHECK(map.pictures.width == 2);
  const auto& trust = std::get<PointMap>(results.figures()[2].panels[0].content);
  CHECK(arma::mean(trust.values) == Approx(scalar(results, "trustworthiness")));
}

TEST_CASE_METHOD(Fixture, "the features that tell two classes apart are listed", "[embedding]") {
  const Results results = run({{"samples", std::int64_t{50}},
                               {"perplexity", 5.0},
                               {"iterations", std::int64_t{10}},
                               {"separate", std::vector<std::string>{"b", "a"}}});
  const Table& table = results.tables()[results.tables().size() - 2];
  REQUIRE(table.name == "separation");
  REQUIRE(table.rows.size() == 4);
  // Pixel 0 is 9 brighter in class a, pixel 1 in class b, and nothing else differs.
  CHECK(std::get<std::int64_t>(table.rows[0][0]) == 0);
  CHECK(std::get<double>(table.rows[0][1]) == 1);
  CHECK(std::get<double>(table.rows[1][1]) == 0);
  CHECK(std::get<double>(table.rows[0][3]) - std::get<double>(table.rows[0][2]) > 8);
}

TEST_CASE_METHOD(Fixture, "classes to tell apart that are not there are refused", "[embedding]") {
  const auto settings = [](std::vector<std::string> names) {
    return std::map<std::string, Value>{
        {"samples", std::int64_t{50}}, {"perplexity", 5.0}, {"separate", std::move(names)}};
  };
  CHECK_THROWS_WITH(run(settings({"a", "zebra"})),
                    "parameter 'separate' must name classes of the data, found 'zebra'; classes "
                    "are a, b");
  CHECK_THROWS_WITH(run(settings({"a"})), "parameter 'separate' must name two different classes");
  CHECK_THROWS_WITH(run(settings({"a", "a"})),
                    "parameter 'separate' must name two different classes");
}

TEST_CASE_METHOD(Fixture, "more samples than the split has are refused with both numbers",
                 "[embedding]") {
  CHECK_THROWS_WITH(run({{"samples", std::int64_t{100}}}),
                    "parameter 'samples' must be at most 60: split 'test' has 60 items, found 100");
}

TEST_CASE_METHOD(Fixture, "a perplexity too large for the samples is refused with the limit",
                 "[embedding]") {
  CHECK_THROWS_WITH(
      run({{"samples", std::int64_t{50}}, {"perplexity", 30.0}}),
      "parameter 'perplexity' must be at most (samples - 1) / 3 = 16 for 50 samples, found 30");
}

TEST_CASE_METHOD(Fixture, "an unknown layer is refused with those there are", "[embedding]") {
  CHECK_THROWS_WITH(run({{"samples", std::int64_t{50}},
                         {"perplexity", 5.0},
                         {"features", std::vector<std::string>{"fc9"}}}),
                    "layer 'fc9' not in model; layers are fc1, relu1, logits, probabilities");
}

TEST_CASE_METHOD(Fixture, "0 samples are all of the split, and 3 are too few", "[embedding]") {
  const Results results =
      run({{"samples", std::int64_t{0}}, {"perplexity", 5.0}, {"iterations", std::int64_t{100}}});
  CHECK(results.arrays()[2].shape == Shape{60, 2});
  CHECK_THROWS_WITH(run({{"samples", std::int64_t{3}}, {"perplexity", 1.0}}),
                    "parameter 'samples' must be all or at least 4, found 3");
}

TEST_CASE_METHOD(Fixture, "a further perplexity too large for the samples is refused by its name",
                 "[embedding]") {
  CHECK_THROWS_WITH(run({{"samples", std::int64_t{50}},
                         {"perplexity", 5.0},
                         {"more_perplexities", std::vector<double>{10, 20}}}),
                    "parameter 'more_perplexities' must be at most (samples - 1) / 3 = 16 for 50 "
                    "samples, found 20");
}

TEST_CASE_METHOD(Fixture, "the method pca maps by two components alone", "[embedding]") {
  const Results results = run({{"samples", std::int64_t{50}}, {"method", std::string("pca")}});
  std::vector<std::string> figures;
  for (const Figure& figure : results.figures()) figures.push_back(figure.name);
  CHECK(figures == std::vector<std::string>{"pca", "trust", "contacts", "isolated", "variance"});
  CHECK(results.figures()[0].title.fr == "Carte ACP des caractéristiques de relu1");
  CHECK(results.arrays()[2].name == "pca");
  CHECK(results.arrays()[2].shape == Shape{50, 2});
  // Two features that differ by 9 between the classes against two of a variance of 1/12.
  CHECK(scalar(results, "pca.explained") > 99);
  CHECK(scalar(results, "silhouette") > 0.8);
  for (const Scalar& scalar : results.scalars()) CHECK(scalar.name != "kl");
}

TEST_CASE_METHOD(Fixture, "features are reduced to the components asked for before they are mapped",
                 "[embedding]") {
  const std::map<std::string, Value> whole = {{"samples", std::int64_t{50}},
                                              {"perplexity", 5.0},
                                              {"iterations", std::int64_t{500}},
                                              {"reduce", std::int64_t{0}}};
  std::map<std::string, Value> reduced = whole;
  reduced["reduce"] = std::int64_t{3};
  // The fourth component is noise of a share of 1/12 in 40 of the variance.
  CHECK(scalar(run(reduced), "kl") != scalar(run(whole), "kl"));
  CHECK(scalar(run(reduced), "label_accuracy") == 100);
  // No more than the features: they stay as they are.
  reduced["reduce"] = std::int64_t{4};
  CHECK(scalar(run(reduced), "kl") == scalar(run(whole), "kl"));
}

TEST_CASE_METHOD(Fixture, "the table of variances counts the components of each layer",
                 "[embedding]") {
  const Results results = run({{"samples", std::int64_t{50}},
                               {"method", std::string("pca")},
                               {"features", std::vector<std::string>{"relu1", "logits"}}});
  const Table& table = results.tables().back();
  REQUIRE(table.name == "variance");
  REQUIRE(table.rows.size() == 2);
  // The difference of two pixels, one direction, holds nearly all in both.
  CHECK(std::get<std::string>(table.rows[1][0]) == "logits");
  CHECK(std::get<double>(table.rows[1][1]) == Approx(100));
  CHECK(std::get<std::int64_t>(table.rows[0][2]) == 1);
}

TEST_CASE_METHOD(Fixture, "a stage that is stopped leaves the map so far and says so",
                 "[embedding]") {
  // Each task until the first ten iterations are made asks once, then every ten iterations do.
  const std::map<std::string, Value> settings = {
      {"samples", std::int64_t{50}}, {"perplexity", 5.0}, {"iterations", std::int64_t{1000}}};
  context->patience = 0;
  CHECK_THROWS_AS(run(settings), Cancelled);
  std::uint64_t tasks_before = 0;
  std::optional<Results> stopped;
  while (!stopped) {
    context = std::make_unique<TestContext>(*model, *dataset);
    context->patience = ++tasks_before;
    try {
      stopped.emplace(run(settings));
    } catch (const Cancelled&) {
      REQUIRE(tasks_before < 10000);
    }
  }
  REQUIRE(stopped->stopped_early());
  CHECK(stopped->stopped_early()->en == "the map of relu1 is that after 10 of 1000 iterations");
  CHECK(stopped->stopped_early()->fr == "la carte de relu1 est celle après 10 itérations sur 1000");
  CHECK(stopped->arrays()[2].name == "tsne");
  CHECK(stopped->arrays()[2].shape == Shape{50, 2});
  CHECK(scalar(*stopped, "kl") > 0);
  CHECK(stopped->products().at("isolated").n_elem == 16);
  context = std::make_unique<TestContext>(*model, *dataset);
  CHECK_FALSE(run(settings).stopped_early());
}

TEST_CASE_METHOD(Fixture, "the method umap maps a layer with figures of its own name",
                 "[embedding]") {
  const Results results = run({{"samples", std::int64_t{50}},
                               {"method", std::string("umap")},
                               {"neighbours", std::int64_t{8}}});
  std::vector<std::string> figures;
  for (const Figure& figure : results.figures()) figures.push_back(figure.name);
  CHECK(figures ==
        std::vector<std::string>{"umap", "pca", "trust", "contacts", "isolated", "variance"});
  CHECK(results.arrays()[2].name == "umap");
  CHECK(results.arrays()[2].shape == Shape{50, 2});
  CHECK(scalar(results, "label_accuracy") == 100);
  CHECK(scalar(results, "silhouette") > 0.5);
  // The classes lie 9 apart, pictures of one class 1: no edge joins them.
  REQUIRE(context->warnings.size() == 1);
  CHECK_THAT(context->warnings[0], Catch::Contains("fall into groups that no edge joins"));
}

TEST_CASE_METHOD(Fixture, "settings that UMAP cannot use are refused by name", "[embedding]") {
  CHECK_THROWS_WITH(run({{"samples", std::int64_t{12}},
                         {"method", std::string("umap")},
                         {"neighbours", std::int64_t{11}}}),
                    "parameter 'neighbours' must be at most samples - 2 = 10 for 12 samples, found "
                    "11");
  CHECK_THROWS_WITH(run({{"samples", std::int64_t{50}},
                         {"method", std::string("umap")},
                         {"neighbours", std::int64_t{8}},
                         {"min_distance", 2.0}}),
                    "parameter 'min_distance' must be at most spread = 1, found 2");
}

TEST_CASE_METHOD(Fixture, "features that are not finite are refused with their layer",
                 "[embedding]") {
  Perceptron broken;
  arma::fmat first = arma::eye<arma::fmat>(4, 4);
  first(0, 0) = 3e38F;  // ten times that is infinite
  broken.layers.push_back({first, arma::fvec(4, arma::fill::zeros)});
  broken.layers.push_back({arma::eye<arma::fmat>(4, 2), arma::fvec(2, arma::fill::zeros)});
  model = make_network(broken);
  context = std::make_unique<TestContext>(*model, *dataset);
  for (const char* method : {"tsne", "umap", "pca"}) {
    CHECK_THROWS_WITH(run({{"samples", std::int64_t{50}},
                           {"perplexity", 5.0},
                           {"features", std::vector<std::string>{"fc1"}},
                           {"method", std::string(method)}}),
                      "features of layer 'fc1' hold NaN or infinite values; look at the network's "
                      "weights");
  }
}

TEST_CASE_METHOD(Fixture, "a map in three dimensions is shown from two sides", "[embedding]") {
  const Results results = run({{"samples", std::int64_t{50}},
                               {"perplexity", 5.0},
                               {"iterations", std::int64_t{200}},
                               {"dimensions", std::int64_t{3}}});
  CHECK(results.arrays()[2].name == "tsne");
  CHECK(results.arrays()[2].shape == Shape{50, 3});
  REQUIRE(results.figures()[1].name == "tsne.third");
  const auto& front = std::get<PointMap>(results.figures()[0].panels[0].content);
  const auto& side = std::get<PointMap>(results.figures()[1].panels[0].content);
  CHECK(side.vertical == 3);
  CHECK(arma::approx_equal(front.points.row(0), side.points.row(0), "absdiff", 0));
  CHECK_FALSE(arma::approx_equal(front.points.row(1), side.points.row(1), "absdiff", 1e-3));
  CHECK(scalar(results, "trustworthiness") > 0.8);
}

TEST_CASE_METHOD(Fixture, "a map in three dimensions of very many items warns of its time",
                 "[embedding]") {
  const arma::uword n = 20001;
  MemoryDataset::Split split{arma::fmat(4, n, arma::fill::zeros), arma::uvec(n, arma::fill::zeros)};
  const Random random(4, "many");
  for (arma::uword i = 0; i < n; ++i) split.inputs(0, i) = static_cast<float>(random.uniform(i, 0));
  const MemoryDataset many({2, 2}, {"a", "b"}, {{"test", split}});
  const TestContext asked(*model, many);
  analyse(*analysis, asked,
          {{"samples", std::int64_t{0}},
           {"perplexity", 2.0},
           {"dimensions", std::int64_t{3}},
           {"iterations", std::int64_t{1}}});
  REQUIRE(asked.warnings.size() == 1);
  CHECK(asked.warnings[0] ==
        "a map of three dimensions compares all pairs of items: 20001 take 400 times as "
        "long as 1000; fewer 'samples' or 'dimensions: 2' take less");
}

TEST_CASE_METHOD(Fixture, "maps that no item can be placed in are not kept", "[embedding]") {
  CHECK_THROWS_WITH(run({{"samples", std::int64_t{50}},
                         {"perplexity", 5.0},
                         {"dimensions", std::int64_t{3}},
                         {"keep_map", true}}),
                    "parameter 'keep_map' wants 'dimensions: 2': items are placed in maps of "
                    "two dimensions only");
  CHECK_THROWS_WITH(
      run({{"samples", std::int64_t{50}}, {"method", std::string("pca")}, {"keep_map", true}}),
      "parameter 'keep_map' wants 'method: tsne' or 'method: umap'");
}
