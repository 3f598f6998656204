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

// Logits are the inputs: what the network says is written into the data.
std::unique_ptr<Network> identity_network() {
  Perceptron perceptron;
  perceptron.layers.push_back({arma::fmat(4, 4, arma::fill::eye), arma::fvec(4)});
  return make_network(perceptron);
}

const std::vector<std::string> names{"ant", "bee", "cat", "dog"};

// Logit `height` for the predicted class, 0 for the three others.
MemoryDataset::Split split_of(const arma::uvec& labels, const arma::uvec& predicted,
                              const arma::fvec& heights) {
  arma::fmat inputs(4, labels.n_elem, arma::fill::zeros);
  for (arma::uword i = 0; i < labels.n_elem; ++i) inputs(predicted(i), i) = heights(i);
  return {inputs, labels};
}

// Right: items 0, 1, 3. Wrong: item 2 (bee taken for ant, hesitating) and item 4 (cat taken for
// ant, sure).
MemoryDataset::Split test_split() {
  return split_of({0, 1, 1, 0, 2}, {0, 1, 0, 0, 0}, {6, 6, 1, 6, 5});
}

MemoryDataset pictures() {
  return MemoryDataset({2, 2}, names,
                       {{"train", split_of({0, 1}, {0, 1}, {3, 3})},
                        {"validation", split_of({0, 0, 0, 1}, {0, 0, 0, 0}, {3, 3, 3, 3})},
                        {"test", test_split()}});
}

Results analysed(const MemoryDataset& data, const std::map<std::string, Value>& settings = {},
                 arma::uword block_size = 512) {
  const auto network = identity_network();
  const TestContext context(*network, data);
  return analyse(*make_analysis(), context, settings, block_size);
}

const Array& array_of(const Results& results, const std::string& name) {
  for (const Array& one : results.arrays()) {
    if (one.name == name) return one;
  }
  throw Error("no array '" + name + "'");
}

const Table& table_of(const Results& results, const std::string& name) {
  for (const Table& one : results.tables()) {
    if (one.name == name) return one;
  }
  throw Error("no table '" + name + "'");
}

std::vector<std::string> figure_names(const Results& results) {
  std::vector<std::string> list;
  for (const Figure& one : results.figures()) list.push_back(one.name);
  return list;
}

const Figure& figure_of(const Results& results, const std::string& name) {
  for (const Figure& one : results.figures()) {
    if (one.name == name) return one;
  }
  throw Error("no figure '" + name + "'");
}

std::vector<std::int64_t> integers(const Array& array) {
  std::vector<std::int64_t> values(array.bytes.size() / sizeof(std::int64_t));
  std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  return values;
}

}  // namespace

TEST_CASE("accuracy of every split is told", "[errors]") {
  const Results results = analysed(pictures());
  CHECK(scalar(results, "accuracy") == 0.6);
  CHECK(scalar(results, "test.accuracy") == 0.6);
  CHECK(scalar(results, "train.accuracy") == 1);
  CHECK(scalar(results, "validation.accuracy") == 0.75);
  CHECK(scalar(results, "errors") == 2);
}

TEST_CASE("confidence is told of right and wrong predictions apart", "[errors]") {
  const Results results = analysed(pictures());
  const double right = 1 / (1 + 3 * std::exp(-6.0));
  const double hesitating = 1 / (1 + 3 * std::exp(-1.0));
  const double sure = 1 / (1 + 3 * std::exp(-5.0));
  CHECK(scalar(results, "confidence.correct.mean") == Approx(right));
  CHECK(scalar(results, "confidence.correct.median") == Approx(right));
  CHECK(scalar(results, "confidence.wrong.mean") == Approx((hesitating + sure) / 2));
  CHECK(scalar(results, "confidence.wrong.median") == Approx((hesitating + sure) / 2));
  CHECK(scalar(results, "confident_errors") == 1);
  CHECK(scalar(results, "confident_errors.share") == 50);
}

TEST_CASE("the confusion array has true classes as rows in C order", "[errors]") {
  const Results results = analysed(pictures());
  const Array& confusion = array_of(results, "confusion");
  CHECK(confusion.type == ElementType::int64);
  CHECK(confusion.shape == Shape{4, 4});
  // ant: 2 right. bee: 1 taken for ant, 1 right. cat: 1 taken for ant.
  CHECK(integers(confusion) ==
        std::vector<std::int64_t>{2, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0});
  CHECK(array_of(results, "confusion_percent").shape == Shape{4, 4});
  CHECK(integers(array_of(results, "predicted")) == std::vector<std::int64_t>{0, 1, 0, 0, 0});
}

TEST_CASE("the most confident mistakes are listed and handed on", "[errors]") {
  const Results results = analysed(pictures());
  const arma::uvec& items = results.products().at("mistakes");
  REQUIRE(items.n_elem == 2);
  CHECK(items(0) == 4);
  CHECK(items(1) == 2);
  const Table& table = table_of(results, "mistakes");
  REQUIRE(table.rows.size() == 2);
  CHECK(std::get<std::string>(table.rows[0][1]) == "cat");
  CHECK(std::get<std::string>(table.rows[0][2]) == "ant");
}

TEST_CASE("the gallery names truth, prediction and confidence of each mistake", "[errors]") {
  const Results results = analysed(pictures(), {{"mistakes", std::int64_t{1}}});
  const auto& tiles = std::get<Tiles>(figure_of(results, "mistakes").panels.front().content);
  REQUIRE(tiles.titles.size() == 1);
  CHECK(tiles.titles[0].en == "true cat, predicted ant\n98.02 %");
  CHECK(tiles.titles[0].fr == "vrai cat, prédit ant\n98,02 %");
  CHECK(tiles.title_colour == Colour::wrong);
}

TEST_CASE("undefined scores are empty cells", "[errors]") {
  const Table table = table_of(analysed(pictures()), "classes");
  REQUIRE(table.rows.size() == 5);
  CHECK(std::holds_alternative<std::monostate>(table.rows[3][1]));
  CHECK(std::get<double>(table.rows[1][1]) == 1);    // bee: never claimed wrongly
  CHECK(std::get<double>(table.rows[1][2]) == 0.5);  // bee: one of two found
}

TEST_CASE("the temperature is fitted on the validation split", "[errors]") {
  // Validation: 3 of 4 right at odds e^3 : 3. The best odds are 3 : 1 for the predicted class,
  // so e^(3 / T) = 9.
  const Results results = analysed(pictures());
  CHECK(scalar(results, "temperature") == Approx(3 / std::log(9)));
  CHECK(scalar(results, "nll.calibrated") != scalar(results, "nll"));
}

TEST_CASE("without validation the temperature is fitted on the analysed split", "[errors]") {
  const MemoryDataset data({4}, names, {{"test", test_split()}});
  const Results results = analysed(data);
  CHECK(scalar(results, "nll.calibrated") < scalar(results, "nll"));
  bool told = false;
  for (const Scalar& one : results.scalars()) {
    told = told || one.label.en == "temperature fitted on 'test'";
  }
  CHECK(told);
}

TEST_CASE("items that are no pictures have a table of mistakes but no gallery", "[errors]") {
  const MemoryDataset data({4}, names, {{"test", test_split()}});
  const Results results = analysed(data);
  CHECK(table_of(results, "mistakes").rows.size() == 2);
  CHECK(figure_names(results) ==
        std::vector<std::string>{"confusion", "confidence", "calibration"});
}

TEST_CASE("a network without errors is no difficulty", "[errors]") {
  const MemoryDataset data({2, 2}, names, {{"test", split_of({0, 1}, {0, 1}, {3, 3})}});
  const Results results = analysed(data);
  CHECK(scalar(results, "accuracy") == 1);
  CHECK(scalar(results, "errors") == 0);
  CHECK(std::isnan(scalar(results, "confidence.wrong.mean")));
  CHECK(std::isnan(scalar(results, "confident_errors.share")));
  CHECK(results.products().at("mistakes").is_empty());
  CHECK(figure_names(results) ==
        std::vector<std::string>{"confusion", "confidence", "calibration"});
}

TEST_CASE("a network that is always wrong is no difficulty", "[errors]") {
  const MemoryDataset data({2, 2}, names, {{"test", split_of({0, 1}, {1, 0}, {3, 3})}});
  const Results results = analysed(data);
  CHECK(scalar(results, "accuracy") == 0);
  CHECK(std::isnan(scalar(results, "confidence.correct.median")));
  CHECK(scalar(results, "confident_errors.share") == 0);  // e^3 : 3 is 87 %
}

TEST_CASE("results do not depend on the cut into blocks", "[errors]") {
  const Results whole = analysed(pictures());
  const Results pieces = analysed(pictures(), {}, 2);
  REQUIRE(whole.scalars().size() == pieces.scalars().size());
  for (std::size_t i = 0; i < whole.scalars().size(); ++i) {
    CHECK(whole.scalars()[i].value == pieces.scalars()[i].value);
  }
  CHECK(array_of(whole, "confidence").bytes == array_of(pieces, "confidence").bytes);
}

TEST_CASE("an unknown split is refused with the splits there are", "[errors]") {
  CHECK_THROWS_WITH(analysed(pictures(), {{"split", std::string("tset")}}),
                    "unknown split 'tset', did you mean 'test'?");
  CHECK_THROWS_AS(analysed(pictures(), {{"split", std::string("tset")}}), ParameterError);
}

TEST_CASE("many confident errors are a warning in both languages", "[errors]") {
  const Results results = analysed(pictures());
  const Reading& first = figure_of(results, "confidence").readings.front();
  CHECK(first.level == Level::warning);
  CHECK(first.text.en ==
        "1 of 2 errors (50 %) are made with more than 90 % confidence: the network is sure of "
        "itself even when it is wrong");
  CHECK(first.text.fr ==
        "1 des 2 erreurs (50 %) à plus de 90 % de confiance : le réseau est très "
        "sûr de lui même quand il se trompe");
}

TEST_CASE("logits that are not finite are refused with the first item", "[errors]") {
  MemoryDataset::Split broken = test_split();
  broken.inputs(1, 3) = arma::fdatum::inf;
  const MemoryDataset data({4}, names, {{"test", broken}});
  CHECK_THROWS_WITH(analysed(data), Catch::Contains("item 3 of split 'test'"));
}
