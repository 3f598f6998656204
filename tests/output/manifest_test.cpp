// SPDX-License-Identifier: MIT
#include "output/files.hpp"
#include "output/run_record.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace lucarne;
using Json = nlohmann::ordered_json;

namespace {

RunRecord small_run() {
  RunRecord run;
  run.name = "mnist \"quoted\"";
  run.language = Language::french;
  run.seed = 18446744073709551615U;
  run.complete = true;
  run.started = "2025-03-01T07:05:09Z";
  run.seconds = 1.5;
  run.environment = {{"gnuplot", "5.4"}, {"blas", "OpenBLAS"}};
  run.pipeline_yaml = "lucarne: 1\n";
  run.inputs = {{"data.gz", 12, "aa"}};
  run.plugins = {{"liblucarne_weights.so", 34, "bb"}};
  run.outputs = {{"weights/results.json", 56, "cc"}};
  run.model_file = "m.onnx";
  run.model_layers = {"fc1  Gemm  256"};
  run.splits = {{"train", 500}, {"test", 100}};
  StageRecord stage;
  stage.id = "why";
  stage.plugin = "weights";
  stage.plugin_version = "0.1.0";
  stage.parameters = {{"neurons", "64"}, {"bins", "100"}};
  stage.complete = true;
  stage.warnings = {"careful"};
  stage.compute_seconds = 0.25;
  run.stages = {stage};
  return run;
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

}  // namespace

TEST_CASE("the manifest tells what went in, what ran and what came out", "[manifest]") {
  const Json json = Json::parse(manifest_json(small_run()));
  CHECK(json["format"] == 1);
  CHECK(json["name"] == "mnist \"quoted\"");
  CHECK(json["complete"] == true);
  CHECK(json["language"] == "fr");
  CHECK(json["seed"] == 18446744073709551615U);
  CHECK(json["environment"]["blas"] == "OpenBLAS");
  CHECK(json["model"]["layers"][0] == "fc1  Gemm  256");
  CHECK(json["splits"]["test"] == 100);
  CHECK(json["inputs"][0] == Json{{"path", "data.gz"}, {"bytes", 12}, {"sha256", "aa"}});
  CHECK(json["plugins"][0]["sha256"] == "bb");
  CHECK(json["outputs"][0]["path"] == "weights/results.json");
  CHECK(json["pipeline"] == "lucarne: 1\n");
  const Json& stage = json["stages"][0];
  CHECK(stage["plugin_version"] == "0.1.0");
  CHECK(stage["parameters"]["bins"] == "100");
  CHECK(stage["warnings"] == Json{"careful"});
  CHECK(stage["compute_seconds"] == 0.25);
  CHECK_FALSE(stage.contains("error"));
}

TEST_CASE("the manifest's keys have a fixed order and parameters keep theirs", "[manifest]") {
  const Json json = Json::parse(manifest_json(small_run()));
  CHECK(keys(json) == std::vector<std::string>{"format", "name", "complete", "started", "seconds",
                                               "peak_memory_bytes", "seed", "language",
                                               "environment", "model", "splits", "stages", "gates",
                                               "inputs", "plugins", "outputs", "pipeline"});
  CHECK(keys(json["splits"]) == std::vector<std::string>{"train", "test"});
  CHECK(keys(json["stages"][0]["parameters"]) == std::vector<std::string>{"neurons", "bins"});
  CHECK(manifest_json(small_run()) == manifest_json(small_run()));
}

TEST_CASE("the manifest holds the training record as JSON, or as text where it is none",
          "[manifest]") {
  RunRecord run = small_run();
  run.training_record = R"({"epochs": [{"loss": 0.5}]})";
  CHECK(Json::parse(manifest_json(run))["model"]["training"]["epochs"][0]["loss"] == 0.5);
  run.training_record = "trained elsewhere";
  CHECK(Json::parse(manifest_json(run))["model"]["training"] == "trained elsewhere");
}

TEST_CASE("a failed stage keeps its error even where that is not UTF-8", "[manifest]") {
  RunRecord run = small_run();
  run.stages[0].complete = false;
  run.stages[0].error = "cannot read 'caf\xE9'";
  const Json stage = Json::parse(manifest_json(run))["stages"][0];
  CHECK(stage["complete"] == false);
  CHECK(stage["error"] == "cannot read 'caf\xEF\xBF\xBD'");
}

TEST_CASE("files under a folder are listed in order with size and digest", "[manifest]") {
  const TemporaryFolder folder;
  folder.file("weights/b.npy", "abc");
  folder.file("weights/a.json", "");
  folder.file("run.txt", "x");
  const std::vector<FileRecord> files = files_under(folder.path());
  REQUIRE(files.size() == 3);
  CHECK(files[0].path == "run.txt");
  CHECK(files[1].path == "weights/a.json");
  CHECK(files[2].path == "weights/b.npy");
  CHECK(files[2].bytes == 3);
  // FIPS 180-4's example for "abc", and the digest of nothing.
  CHECK(files[2].sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(files[1].sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("listing a folder that is not there names it", "[manifest]") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(files_under(folder.path() / "gone"),
                    Catch::Contains("gone") && Catch::Contains("No such file"));
  CHECK_THROWS_AS(files_under(folder.path() / "gone"), OutputError);
}
