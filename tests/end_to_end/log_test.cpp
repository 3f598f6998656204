// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

namespace {

std::vector<nlohmann::json> lines_of(const std::string& log) {
  std::vector<nlohmann::json> lines;
  std::istringstream in(log);
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

}  // namespace

TEST_CASE("a JSON log holds one object a line with levels, progress and epochs", "[cli]") {
  const SmallCase small;
  small.train(2);
  const ProgramOutcome outcome = small.run({"--log-json"});
  REQUIRE(outcome.exit_code == 0);
  std::size_t n_epochs = 0;
  bool weights_done = false;
  for (const nlohmann::json& line : lines_of(outcome.err)) {
    INFO(line.dump());
    CHECK((line.at("level") == "info" || line.at("level") == "warning"));
    CHECK(line.at("message").is_string());
    CHECK_FALSE(line.contains("time"));
    n_epochs += line.contains("loss") ? 1 : 0;
    weights_done = weights_done || (line.at("message") == "weights" && line.at("progress") == 1.0);
  }
  CHECK(n_epochs == 2);
  CHECK(weights_done);
  CHECK_THAT(outcome.out, Contains("report.html"));
}

TEST_CASE("errors are JSON in a JSON log too", "[cli]") {
  const SmallCase small;
  small.edit("neurons: 4", "neurons: -4");
  const ProgramOutcome outcome = small.run({"--log-json"});
  CHECK(outcome.exit_code == 3);
  const std::vector<nlohmann::json> lines = lines_of(outcome.err);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].at("level") == "error");
  CHECK_THAT(lines[0].at("message").get<std::string>(), Contains("pipeline.yaml:12:"));
  CHECK(lines_of(small.call({"run", "--log-json"}).err).at(0).at("level") == "error");
}

TEST_CASE("a quiet run says nothing but where the report is", "[cli]") {
  const SmallCase small;
  const ProgramOutcome outcome = small.run({"--quiet"});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("runs/small/report.html"));
  small.edit("scale: 255", "scale: 0");
  CHECK_THAT(small.run({"--quiet"}).err, Contains("scale"));
}

TEST_CASE("LUCARNE_RUNS names the folder of runs and --output goes before it", "[cli]") {
  const SmallCase small;
  Program program = small.lucarne({"run", "pipeline.yaml"});
  program.environment["LUCARNE_RUNS"] = small.path("elsewhere").string();
  const ProgramOutcome outcome = run_program(program);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.out == small.path("elsewhere/small/report.html").string() + "\n");
  program.words.insert(program.words.end(), {"--output", "here"});
  CHECK(run_program(program).out == small.path("here/report.html").string() + "\n");
  CHECK(small.runs().empty());
}
