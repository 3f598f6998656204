// SPDX-License-Identifier: MIT
#include "output/run_reader.hpp"

#include "data/npy.hpp"
#include "output/json_file.hpp"
#include "output/stage_files.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lucarne;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

RunRecord finished_run() {
  RunRecord run;
  run.name = "digits";
  run.language = Language::french;
  run.seed = 18446744073709551615U;
  run.complete = true;
  run.started = "2025-03-01T07:05:09Z";
  run.seconds = 1.5;
  run.peak_memory_bytes = 4096;
  run.environment = {{"blas", "OpenBLAS"}};
  run.pipeline_yaml = "lucarne: 1\n";
  run.inputs = {{"/d/net.onnx", 12, "aa", "network"}, {"/d/x.gz", 7, "bb", "data"}};
  run.plugins = {{"weights.so", 34, "cc"}};
  run.outputs = {{"weights/results.json", 56, "dd"}};
  run.model_file = "/d/net.onnx";
  run.model_layers = {"fc1  Gemm  256"};
  run.training_record = R"({"epochs":[{"loss":0.5}]})";
  run.splits = {{"train", 500}, {"test", 100}};
  StageRecord good;
  good.id = "weights";
  good.plugin = "weights";
  good.plugin_version = "1.0.0";
  good.parameters = {{"neurons", "64"}, {"bins", "100"}};
  good.complete = true;
  good.warnings = {"careful"};
  good.compute_seconds = 0.25;
  StageRecord bad = good;
  bad.id = "errors";
  bad.complete = false;
  bad.error = "no items";
  run.stages = {good, bad};
  return run;
}

// A run's folder with the stage 'weights' complete.
class RunOnDisk {
 public:
  explicit RunOnDisk(const Results& results = {}, const RunRecord& run = finished_run()) {
    folder_.file("run.json", manifest_json(run));
    std::filesystem::create_directory(folder_.path() / "weights");
    write_stage(results, folder_.path() / "weights", Language::english);
  }
  const std::filesystem::path& path() const { return folder_.path(); }
  void replace(const std::string& name, const std::string& content) const {
    folder_.file(name, content);
  }
  // Changes one place of a file.
  void edit(const std::string& name, const std::string& old, const std::string& text) const {
    std::string content = content_of(path() / name);
    const std::size_t at = content.find(old);
    REQUIRE(at != std::string::npos);
    folder_.file(name, content.replace(at, old.size(), text));
  }
  std::string complaint() const {
    try {
      read_run(path());
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a manifest that is read and written again is the same", "[run_reader]") {
  const RunOnDisk run;
  CHECK(manifest_json(read_manifest(run.path())) == content_of(run.path() / "run.json"));
}

TEST_CASE("a stored run knows its files by role and its stages by id", "[run_reader]") {
  const RunOnDisk disk;
  const StoredRun run = read_run(disk.path());
  CHECK(run.record.inputs.at(0).role == "network");
  CHECK(run.record.inputs.at(1).role == "data");
  CHECK(run.record.plugins.at(0).role.empty());
  CHECK(run.stage("weights") != nullptr);
  CHECK(run.stage("errors") == nullptr);  // failed: it left nothing
  REQUIRE(run.stage_record("errors") != nullptr);
  CHECK(run.stage_record("errors")->error == "no items");
  CHECK(run.stage_record("none") == nullptr);
}

TEST_CASE("results come back with every bit, words for what is no finite number included",
          "[run_reader]") {
  Results results;
  results.scalar("third", 1.0 / 3.0, "nats");
  results.scalar("undefined", std::nan(""));
  results.scalar("least", -std::numeric_limits<double>::infinity());
  Table& table =
      results.table("layers", Text("Layers"), {{"name", "layer", "", 0}, {"n", "n", "", 0}});
  std::vector<Cell> row;
  row.emplace_back(std::string("fc1"));
  row.emplace_back(std::int64_t{7});
  table.add(row);
  row[1] = std::monostate{};
  table.add(row);
  results.array("w", arma::fmat{{1, 3}, {2, 4}}, "two items of two");
  Figure& figure = results.figure("plot", Text("A plot"));
  figure.caption = "what it shows";
  figure.readings.push_back({Level::warning, "look here"});
  results.reading(Level::good, "fine");
  const RunOnDisk disk(results);
  const StageResults read = read_stage_results(disk.path(), "weights");
  REQUIRE(read.scalars.size() == 3);
  CHECK(read.scalar("third")->value == 1.0 / 3.0);
  CHECK(read.scalar("third")->unit == "nats");
  CHECK(std::isnan(read.scalar("undefined")->value));
  CHECK(read.scalar("least")->value == -std::numeric_limits<double>::infinity());
  CHECK(read.scalar("fourth") == nullptr);
  REQUIRE(read.table("layers") != nullptr);
  CHECK(read.table("layers")->columns.at(0).label.en == "layer");
  CHECK(std::get<std::string>(read.table("layers")->rows.at(0).at(0)) == "fc1");
  CHECK(std::get<std::int64_t>(read.table("layers")->rows.at(0).at(1)) == 7);
  CHECK(std::holds_alternative<std::monostate>(read.table("layers")->rows.at(1).at(1)));
  REQUIRE(read.array("w") != nullptr);
  CHECK(read.array("w")->shape == Shape{2, 2});
  CHECK(read_npy(read.array("w")->file).as_float() == std::vector<float>{1, 2, 3, 4});
  REQUIRE(read.figure("plot") != nullptr);
  CHECK(read.figure("plot")->caption.en == "what it shows");
  CHECK(read.figure("plot")->readings.at(0).level == Level::warning);
  CHECK(read.readings.at(0).text.en == "fine");
}

TEST_CASE("what is no folder of a run is refused by name", "[run_reader]") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  CHECK_THROWS_WITH(read_run(folder.path() / "gone"),
                    "wanted the folder of a run, found nothing at '" + path + "/gone'");
  const std::filesystem::path file = folder.file("notes", "text");
  CHECK_THROWS_WITH(read_run(file),
                    "wanted the folder of a run, found a file '" + path + "/notes'");
  CHECK_THROWS_WITH(
      read_run(folder.path()),
      "'" + path + "' holds no run.json: it is no run, or one that was never finished");
}

TEST_CASE("a manifest that is damaged says where", "[run_reader]") {
  const RunOnDisk run;
  run.replace("run.json", "{\"format\": 1,");
  CHECK_THAT(run.complaint(), EndsWith("run.json' is damaged: no valid JSON at byte 14 of 13"));
  run.replace("run.json", "");
  CHECK_THAT(run.complaint(), Contains("is damaged"));
  run.replace("run.json", "[1, 2]");
  CHECK_THAT(run.complaint(), EndsWith("is no manifest of a run: the key 'format' is missing"));
  run.replace("run.json", manifest_json(finished_run()));
  run.edit("run.json", "\"format\": 1", "\"format\": 2");
  CHECK_THAT(run.complaint(), EndsWith("wanted format 1, found 2; it was written by another "
                                       "version"));
  run.edit("run.json", "\"format\": 2", "\"format\": 1");
  run.edit("run.json", "\"bytes\": 12", "\"bytes\": -12");
  CHECK_THAT(run.complaint(), EndsWith("'bytes': wanted a count, found number"));
  run.edit("run.json", "\"bytes\": -12", "\"bytes\": \"12\"");
  CHECK_THAT(run.complaint(), EndsWith("'bytes': wanted a count, found string"));
  run.edit("run.json", "\"bytes\": \"12\"", "\"bytes\": 1e999");
  CHECK_THAT(run.complaint(), Contains("is damaged"));
}

TEST_CASE("nesting without end is refused before it is built", "[run_reader]") {
  const RunOnDisk run;
  run.replace("run.json", std::string(1'000'000, '['));
  CHECK_THAT(run.complaint(), EndsWith("nested deeper than 32 levels"));
}

TEST_CASE("names that lead out of the folder are refused", "[run_reader]") {
  const RunOnDisk run;
  run.edit("run.json", "\"id\": \"weights\"", "\"id\": \"../../etc\"");
  CHECK_THAT(run.complaint(), EndsWith("no stage can be called '../../etc'"));
  run.replace("run.json", manifest_json(finished_run()));
  run.replace("weights/results.json",
              R"({"scalars":{},"tables":{},"arrays":{"a":{"meaning":"","type":"float32",)"
              R"("shape":[1],"file":"../../secret"}},"figures":{},"readings":[]})");
  CHECK_THAT(run.complaint(), EndsWith("array 'a': wanted its file 'a.npy'"));
  run.edit("weights/results.json", "\"a\":{", "\"../a\":{");
  CHECK_THAT(run.complaint(), EndsWith("no result can be called '../a'"));
  CHECK_THROWS_WITH(file_of_run(run.path(), "weights/../../x"), Contains("leads out of the run"));
  CHECK_THROWS_WITH(file_of_run(run.path(), "/etc/passwd"), Contains("leads out of the run"));
  CHECK(file_of_run(run.path(), "weights/a.npy") == run.path() / "weights" / "a.npy");
}

TEST_CASE("a symbolic link within a run is not followed", "[run_reader]") {
  const RunOnDisk run;
  std::filesystem::remove(run.path() / "weights" / "results.json");
  std::filesystem::create_symlink("/etc/hostname", run.path() / "weights" / "results.json");
  CHECK_THAT(run.complaint(), Contains("leads out of the run"));
  const RunOnDisk other;
  std::filesystem::remove(other.path() / "run.json");
  std::filesystem::create_symlink(run.path() / "run.json", other.path() / "run.json");
  CHECK_THAT(other.complaint(), EndsWith("run.json' is no regular file"));
}

TEST_CASE("a table whose rows have not its columns is refused", "[run_reader]") {
  const RunOnDisk run;
  run.replace("weights/results.json",
              R"({"scalars":{},"tables":{"t":{"title":"","columns":[{"name":"a","unit":"",)"
              R"("label":""}],"rows":[[1,2]]}},"arrays":{},"figures":{},"readings":[]})");
  CHECK_THAT(run.complaint(), EndsWith("table 't': a row has not 1 cells"));
  run.edit("weights/results.json", "[[1,2]]", "[[{}]]");
  CHECK_THAT(run.complaint(), EndsWith("a table's cell holds object"));
}

TEST_CASE("a complete stage without its results makes the run unreadable", "[run_reader]") {
  const RunOnDisk run;
  std::filesystem::remove(run.path() / "weights" / "results.json");
  CHECK_THAT(run.complaint(), EndsWith("weights/results.json' is no regular file"));
}

TEST_CASE("a file larger than any manifest is refused unread", "[run_reader]") {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file("big.json", "[1]");
  CHECK_THROWS_WITH(read_json_file(file, 2), EndsWith("wanted at most 2 bytes, found 3"));
  CHECK(read_json_file(file, 3).at(0) == 1);
}
