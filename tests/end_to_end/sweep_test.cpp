// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <nlohmann/json.hpp>

namespace {

using Names = std::vector<std::string>;

nlohmann::json record_of(const SmallCase& small) {
  return nlohmann::json::parse(content_of(small.path("runs/small-sweep/sweep.json")));
}

}  // namespace

TEST_CASE("a sweep leaves a run for each combination and an overview", "[sweep]") {
  const SmallCase small;
  small.stages(
      "  - {plugin: weights, with: {neurons: 4, bins: 10, correlated: 3}}\n"
      "  - {plugin: errors, with: {bins: 5}}\n"
      "sweep: {values: {stages.errors.bins: [5, 10]}, scalars: [errors.accuracy]}");
  Program program = small.lucarne({"run", "pipeline.yaml", "--set", "stages.errors.mistakes=2,3"});
  program.environment["LUCARNE_CACHE"] = small.path("cache").string();
  const ProgramOutcome outcome = run_program(program);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(outcome.out == small.path("runs/small-sweep/overview.html").string() + "\n");
  const auto record = record_of(small);
  CHECK(record.at("axes") == Names{"stages.errors.bins", "stages.errors.mistakes"});
  REQUIRE(record.at("cells").size() == 4);
  for (const auto& cell : record.at("cells")) {
    const std::string folder = "runs/small-sweep/cells/" + std::string(cell.at("name"));
    const auto run = nlohmann::json::parse(content_of(small.path(folder + "/run.json")));
    for (const auto& stage : run.at("stages")) {
      if (stage.at("id") != "errors") {
        // What no cell changes is computed once.
        CHECK(stage.at("cached") == (cell != record.at("cells")[0]));
        continue;
      }
      CHECK(stage.at("parameters").at("bins") == cell.at("values").at("stages.errors.bins"));
      CHECK(stage.at("parameters").at("mistakes") ==
            cell.at("values").at("stages.errors.mistakes"));
    }
    CHECK(cell.at("scalars").at("errors.accuracy").is_number());
  }
  const std::string page = content_of(small.path("runs/small-sweep/overview.html"));
  CHECK_THAT(page, Contains("errors.accuracy") &&
                       Contains("cells/1-bins%3D5-mistakes%3D2/report.html") &&
                       Contains("data:image/png;base64,"));
  CHECK(small.runs() == Names{"small-sweep"});

  // Fewer cells the next time: what is no longer asked for goes.
  small.edit("[5, 10]", "[5]");
  REQUIRE(small.run({"--set", "stages.errors.mistakes=2,3", "--jobs", "2"}).exit_code == 0);
  CHECK(record_of(small).at("cells").size() == 2);
  CHECK_FALSE(std::filesystem::exists(small.path("runs/small-sweep/cells/4-bins=10-mistakes=3")));
  CHECK(small.run({"--no-sweep"}).exit_code == 0);
  CHECK(small.runs() == Names{"small", "small-sweep"});
}

TEST_CASE("swept training gives each cell a network of its own", "[sweep]") {
  const SmallCase small;
  small.train(2);
  REQUIRE(small.run({"--set", "model.train.hidden=[3],[4]"}).exit_code == 0);
  Names layers;
  const auto record = record_of(small);
  for (const auto& cell : record.at("cells")) {
    const std::string folder = "runs/small-sweep/cells/" + std::string(cell.at("name"));
    const auto run = nlohmann::json::parse(content_of(small.path(folder + "/run.json")));
    layers.push_back(run.at("model").at("layers")[0]);
  }
  REQUIRE(layers.size() == 2);
  CHECK_THAT(layers[0], Contains("3"));
  CHECK_THAT(layers[1], Contains("4"));
  CHECK_FALSE(std::filesystem::exists(small.path("models")));
}

TEST_CASE("a cell that fails does not stop the others", "[sweep]") {
  const SmallCase small;
  small.train(2);
  // The first diverges.
  const ProgramOutcome outcome = small.run(
      {"--set", "model.train.optimizer=sgd", "--set", "model.train.learning_rate=1e30,0.1"});
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, Contains("run 1 of 2") && Contains("exit status 1") &&
                              Contains("the loss stopped being finite") && Contains("run 2 of 2"));
  const auto cells = record_of(small).at("cells");
  CHECK(cells[0].at("exit_code") == 1);
  CHECK_THAT(std::string(cells[0].at("error")), Contains("the loss stopped being finite"));
  CHECK(cells[1].at("exit_code") == 0);
  CHECK_THAT(content_of(small.path("runs/small-sweep/overview.html")),
             Contains("the loss stopped being finite"));
}

TEST_CASE("a mistake in any cell is told before the first run", "[sweep]") {
  const SmallCase small;
  require_refused(small, {"sweep, run '2-neurons=0'", "must be at least 1, found 0"},
                  {"--set", "stages.weights.neurons=4,0"});
  require_refused(small, {"zipped keys need equally many values"},
                  {"--zip", "--set", "seed=1,2,3", "--set", "block_size=8,16"}, 2);
  small.stages("  - plugin: weights\nsweep: {value: {seed: [1]}}");
  require_refused(small, {"pipeline.yaml:12:9: error: 'sweep' has no key 'value'"});
}

TEST_CASE("a folder that holds no sweep is left alone", "[sweep]") {
  const SmallCase small;
  small.write("thesis/chapter.tex", "years of work");
  const ProgramOutcome outcome = small.run({"--set", "seed=1,2", "--output", "thesis"});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("holds something that is no Lucarne sweep"));
  CHECK(content_of(small.path("thesis/chapter.tex")) == "years of work");
}
