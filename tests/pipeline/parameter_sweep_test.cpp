// SPDX-License-Identifier: MIT
#include "pipeline/parameter_sweep.hpp"

#include "pipeline/yaml_tree.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;
using Catch::Matchers::Contains;
using Pairs = std::vector<std::pair<std::string, std::string>>;

namespace {

// What is said of a section, or "" where it is right.
std::string objection(const std::string& yaml) {
  Diagnostics diagnostics;
  const YamlNode node = parse_yaml(yaml, diagnostics);
  parse_sweep(node, diagnostics);
  std::string all;
  for (const Diagnostic& wrong : diagnostics.all()) all += wrong.message + "\n";
  return all;
}

ParameterSweep parsed_sweep(const std::string& yaml) {
  Diagnostics diagnostics;
  const YamlNode node = parse_yaml(yaml, diagnostics);
  ParameterSweep sweep = parse_sweep(node, diagnostics);
  REQUIRE(diagnostics.empty());
  return sweep;
}

}  // namespace

TEST_CASE("a grid has every combination, the last key fastest", "[sweep]") {
  const auto cells =
      cells_of(parsed_sweep("values: {seed: [1, 2], model.train.hidden: [[8], [8, 4]]}"));
  REQUIRE(cells.size() == 4);
  CHECK(cells[0].values == Pairs{{"seed", "1"}, {"model.train.hidden", "[8]"}});
  CHECK(cells[1].values == Pairs{{"seed", "1"}, {"model.train.hidden", "[8, 4]"}});
  CHECK(cells[2].values == Pairs{{"seed", "2"}, {"model.train.hidden", "[8]"}});
  CHECK(cells[3].values == Pairs{{"seed", "2"}, {"model.train.hidden", "[8, 4]"}});
  CHECK(cells[3].name == "4-seed=2-hidden=8-4");
}

TEST_CASE("zipped keys go through their values together", "[sweep]") {
  const auto cells =
      cells_of(parsed_sweep("{mode: zip, values: {seed: [1, 2], block_size: [8, 16]}}"));
  REQUIRE(cells.size() == 2);
  CHECK(cells[1].values == Pairs{{"seed", "2"}, {"block_size", "16"}});
}

TEST_CASE("names of cells are safe names of folders, and numbered alike", "[sweep]") {
  ParameterSweep sweep;
  sweep.axes = {{"a.b", std::vector<std::string>(11, "'../$(x)/`y`'"), {}}};
  const auto cells = cells_of(sweep);
  CHECK(cells[0].name == "01-b=..-x-y");
  CHECK(cells[10].name == "11-b=..-x-y");
  sweep.axes = {{"k", {std::string(500, 'v')}, {}}};
  CHECK(cells_of(sweep)[0].name.size() == 80);
}

TEST_CASE("values keep their kind on the way into --set", "[sweep]") {
  const auto sweep = parsed_sweep("values: {x: ['08', it''s, \"it's\", {a: [1, null]}, true]}");
  CHECK(sweep.axes[0].values ==
        std::vector<std::string>{"'08'", "it''s", "'it''s'", "{a: [1, null]}", "true"});
}

TEST_CASE("commas outside of quotes and brackets make an assignment a sweep", "[sweep]") {
  CHECK_FALSE(axis_of("seed=1").has_value());
  CHECK_FALSE(axis_of("model.train.hidden=[256, 128]").has_value());
  CHECK_FALSE(axis_of("name='a,b'").has_value());
  CHECK_FALSE(axis_of("no assignment, at all").has_value());
  const auto axis = axis_of("model.train.hidden=[64],[256,128]");
  REQUIRE(axis.has_value());
  CHECK(axis->path == "model.train.hidden");
  CHECK(axis->values == std::vector<std::string>{"[64]", "[256,128]"});
}

TEST_CASE("a section that cannot be is told", "[sweep]") {
  CHECK_THAT(objection("{}"), Contains("'sweep' lacks the key 'values'"));
  CHECK_THAT(objection("[1]"), Contains("sweep: {values: {seed: [1, 2, 3]}}"));
  CHECK_THAT(objection("{value: {seed: [1]}}"),
             Contains("'sweep' has no key 'value', did you mean 'values'?"));
  CHECK_THAT(objection("{mode: gird, values: {seed: [1]}}"),
             Contains("'mode': wanted grid or zip, found 'gird'"));
  CHECK_THAT(objection("{values: {seed: 3}}"),
             Contains("'seed': wanted a list of the values to try, found '3'"));
  CHECK_THAT(objection("{values: {seed: []}}"), Contains("'seed': wanted a list"));
  CHECK_THAT(objection("{values: {}}"), Contains("'values': wanted at least one key to vary"));
  CHECK_THAT(objection("{values: {seed: [1]}, scalars: [accuracy]}"),
             Contains("'scalars': wanted stage.scalar, such as errors.accuracy, found 'accuracy'"));
  CHECK_THAT(objection("{mode: zip, values: {seed: [1, 2], block_size: [3]}}"),
             Contains("zipped keys need equally many values: 'seed' has 2, 'block_size' has 1"));
  std::string many = "[0";
  for (int i = 1; i < 40; ++i) many += ", " + std::to_string(i);
  many += "]";
  CHECK_THAT(objection("{values: {seed: " + many + ", block_size: " + many + "}}"),
             Contains("more than 1000 runs"));
}

TEST_CASE("a key that is swept twice is refused", "[sweep]") {
  ParameterSweep sweep;
  sweep.axes = {{"seed", {"1"}, {}}, {"seed", {"2"}, {}}};
  CHECK_THROWS_WITH(cells_of(sweep), "sweep: 'seed' is swept twice; name it once");
}
