// SPDX-License-Identifier: MIT
#include "output/stage_files.hpp"

#include "data/npy.hpp"
#include "output/files.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <limits>

using lucarne::Language;
using lucarne::Results;
using lucarne::Text;
using nlohmann::json;

namespace {

json written(const Results& results, Language language = Language::english) {
  const TemporaryFolder folder;
  lucarne::write_stage(results, folder.path(), language);
  return json::parse(lucarne::read_file(folder.path() / "results.json"));
}

// Cells one by one: gcc 12 warns, wrongly, of variants in initialiser lists.
std::vector<lucarne::Cell> cells_of(const lucarne::Cell& first, const lucarne::Cell& second) {
  std::vector<lucarne::Cell> row;
  row.push_back(first);
  row.push_back(second);
  return row;
}

}  // namespace

TEST_CASE("scalars keep every bit and their unit", "[stage]") {
  Results results;
  results.scalar("third", 1.0 / 3.0, "nats");
  const json read = written(results);
  // Equal, not near: the shortest text that reads back as the same double.
  CHECK(read["scalars"]["third"]["value"].get<double>() == 1.0 / 3.0);
  CHECK(read["scalars"]["third"]["unit"] == "nats");
}

TEST_CASE("what is no finite number is written as a word", "[stage]") {
  Results results;
  results.scalar("a", std::nan(""));
  results.scalar("b", std::numeric_limits<double>::infinity());
  results.scalar("c", -std::numeric_limits<double>::infinity());
  const json read = written(results);
  CHECK(read["scalars"]["a"]["value"] == "NaN");
  CHECK(read["scalars"]["b"]["value"] == "Infinity");
  CHECK(read["scalars"]["c"]["value"] == "-Infinity");
}

TEST_CASE("a table keeps its columns, the types of its cells and empty cells", "[stage]") {
  Results results;
  lucarne::Table& table =
      results.table("layers", Text("Layers", "Couches"),
                    {{"name", Text("layer", "couche"), "", 0}, {"norm", "norm", "L2", 3}});
  table.add(cells_of(std::string("fc1"), 2.5));
  table.add(cells_of(std::string("\"fc\"\n2"), std::monostate{}));
  table.add(cells_of(std::int64_t{7}, std::nan("")));
  const json read = written(results, Language::french)["tables"]["layers"];
  CHECK(read["title"] == "Couches");
  CHECK(read["columns"] == json::parse(R"([{"name":"name","unit":"","label":"couche"},
                                           {"name":"norm","unit":"L2","label":"norm"}])"));
  CHECK(read["rows"] == json::parse(R"([["fc1",2.5],["\"fc\"\n2",null],[7,"NaN"]])"));
}

TEST_CASE("arrays become NPY files that results.json lists", "[stage]") {
  Results results;
  results.array("weights", arma::fmat{{1, 3}, {2, 4}}, "two items of two");
  results.array("items", arma::uvec{5, 6, 7}, "which");
  const TemporaryFolder folder;
  lucarne::write_stage(results, folder.path(), Language::english);
  const json read = json::parse(lucarne::read_file(folder.path() / "results.json"));
  CHECK(read["arrays"]["weights"] == json::parse(R"({"file":"weights.npy","type":"float32",
      "shape":[2,2],"meaning":"two items of two"})"));
  const lucarne::NpyArray weights = lucarne::read_npy(folder.path() / "weights.npy");
  CHECK(weights.shape == lucarne::Shape{2, 2});
  CHECK(weights.as_float() == std::vector<float>{1, 2, 3, 4});
  const lucarne::NpyArray items = lucarne::read_npy(folder.path() / "items.npy");
  CHECK(items.type == "<i8");
  CHECK(items.as_float() == std::vector<float>{5, 6, 7});
}

TEST_CASE("figures name their files and readings their level", "[stage]") {
  Results results;
  lucarne::Figure& figure = results.figure("units", Text("Units", "Unités"));
  figure.caption = "what is seen";
  figure.readings.push_back({lucarne::Level::warning, "two units are dead"});
  results.reading(lucarne::Level::good, "all is well");
  const json read = written(results);
  CHECK(read["figures"]["units"]["files"] == json{"units.png", "units.svg", "units.gp"});
  CHECK(read["figures"]["units"]["title"] == "Units");
  CHECK(read["figures"]["units"]["readings"] ==
        json::parse(R"([{"level":"warning","text":"two units are dead"}])"));
  CHECK(read["readings"] == json::parse(R"([{"level":"good","text":"all is well"}])"));
}

TEST_CASE("results stand in the order given, one value a line", "[stage]") {
  Results results;
  results.scalar("zebra", 1);
  results.scalar("ant", 2, "%");
  const TemporaryFolder folder;
  lucarne::write_stage(results, folder.path(), Language::english);
  CHECK(lucarne::read_file(folder.path() / "results.json") == R"({
  "scalars": {
    "zebra": {"value":1.0,"unit":""},
    "ant": {"value":2.0,"unit":"%"}
  },
  "tables": {},
  "arrays": {},
  "products": {},
  "figures": {},
  "readings": []
}
)");
}

TEST_CASE("text that is no UTF-8 does not stop a stage", "[stage]") {
  Results results;
  results.scalar("a", 1, "\xff");
  CHECK(written(results)["scalars"]["a"]["unit"] == "\uFFFD");
}
