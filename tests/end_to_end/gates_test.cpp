// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <nlohmann/json.hpp>

namespace {

nlohmann::json manifest_of(const SmallCase& small, const std::string& run) {
  return nlohmann::json::parse(content_of(small.path(run + "/run.json")));
}

void expect(const SmallCase& small, const std::string& gates) {
  small.write("pipeline.yaml", content_of(small.path("pipeline.yaml")) + "expect:\n" + gates);
}

}  // namespace

TEST_CASE("gates that hold leave exit code 0 and are told", "[gates]") {
  const SmallCase small;
  expect(small, "  - weights.std > 0\n  - weights.mean within 100 of 0\n");
  const ProgramOutcome outcome = small.run();
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("2 of 2 gates passed"));
  CHECK(outcome.out == small.path("runs/small/report.html").string() + "\n");
  CHECK(manifest_of(small, "runs/small")["gates"][0]["passed"] == true);
  CHECK_THAT(content_of(small.path("runs/small/pipeline.yaml")), Contains("expect:\n"));
}

TEST_CASE("a gate that does not hold gives exit code 5, and the run is kept", "[gates]") {
  const SmallCase small;
  expect(small, "  - weights.std < 0\n  - weights.sdt > 0\n  - weights.std > 0\n");
  const ProgramOutcome outcome = small.run({"--junit", "gates.xml"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 5);
  CHECK_THAT(outcome.err, Contains("1 of 3 gates passed") && Contains("wanted < 0, found") &&
                              Contains("no scalar 'sdt', did you mean 'std'?"));
  CHECK(manifest_of(small, "runs/small")["complete"] == true);
  CHECK_THAT(content_of(small.path("gates.xml")),
             Contains("tests=\"4\" failures=\"2\" errors=\"0\""));
  CHECK_THAT(content_of(small.path("runs/small/report.html")), Contains("id=\"gates\""));
}

TEST_CASE("a quiet run tells the gates that failed, a JSON log every one", "[gates]") {
  const SmallCase small;
  expect(small, "  - weights.std < 0\n  - weights.std > 0\n");
  const ProgramOutcome quiet = small.run({"--quiet"});
  CHECK(quiet.exit_code == 5);
  CHECK_THAT(quiet.err,
             Contains("gate 'weights.std < 0' failed: wanted < 0") && !Contains("weights.std > 0"));
  const ProgramOutcome logged = small.run({"--log-json"});
  CHECK_THAT(logged.err, Contains("gate 'weights.std > 0' passed"));
}

TEST_CASE("a failed stage counts before its gates: exit code 1", "[gates]") {
  const SmallCase small;
  small.stages("  - plugin: weights\n  - plugin: throws-in-run");
  expect(small, "  - throws-in-run.x > 0\n  - weights.std > 0\n");
  const ProgramOutcome outcome = small.run({"--plugin-dir", bad_plugin_folder()});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, Contains("stage 'throws-in-run' failed: "));
  const auto gates = manifest_of(small, "runs/small")["gates"];
  CHECK(gates[0]["passed"] == false);
  CHECK(gates[1]["passed"] == true);
}

TEST_CASE("a baseline is read from an earlier run", "[gates]") {
  const SmallCase small;
  REQUIRE(small.run({"--output", "runs/first"}).exit_code == 0);
  expect(small, "  - weights.std == baseline\n  - weights.max >= baseline - 0.5\n");
  const ProgramOutcome same = small.run({"--baseline", "runs/first"});
  INFO(same.err);
  CHECK(same.exit_code == 0);
  const auto manifest = manifest_of(small, "runs/small");
  CHECK(manifest["gates"][0]["baseline"] == manifest["gates"][0]["found"]);
  const auto role = [&manifest](const std::string& wanted) {
    return std::ranges::count_if(manifest["inputs"],
                                 [&](const auto& file) { return file.at("role") == wanted; });
  };
  CHECK(role("pipeline") == 1);
  CHECK(role("network") == 1);
  CHECK(role("data") == 4);
  CHECK(role("baseline") == 1);

  small.write("network.npz", small_network(2.0f));
  const ProgramOutcome other = small.run({"--baseline", "runs/first", "--output", "runs/other"});
  INFO(other.err);
  CHECK(other.exit_code == 5);
  CHECK_THAT(other.err, Contains("1 of 2 gates passed"));
}

TEST_CASE("a baseline that is missing or unreadable is refused before anything runs", "[gates]") {
  const SmallCase small;
  expect(small, "  - weights.std == baseline\n");
  require_refused(small,
                  {"error: the gate 'weights.std == baseline' compares with an earlier run; "
                   "name its folder with --baseline RUN"},
                  {}, 2);
  require_refused(small, {"wanted the folder of a run, found nothing at 'gone'"},
                  {"--baseline", "gone"}, 2);
  small.write("damaged/run.json", "{");
  require_refused(small, {"damaged/run.json' is damaged"}, {"--baseline", "damaged"}, 2);
  CHECK(small.call({"check", "pipeline.yaml"}).exit_code == 0);
}

TEST_CASE("check points at a gate's mistake", "[gates]") {
  const SmallCase small;
  expect(small, "  - wieghts.std > 0\n");
  const ProgramOutcome outcome = small.call({"check", "pipeline.yaml"});
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.err, Contains(": error: unknown stage 'wieghts', did you mean 'weights'?\n"
                                   "    - wieghts.std > 0\n"
                                   "      ^"));
}

TEST_CASE("a file for JUnit that cannot be is refused before the run", "[gates]") {
  const SmallCase small;
  require_refused(small,
                  {"option '--junit' wants a file in a folder that exists, found 'no/x.xml'"},
                  {"--junit", "no/x.xml"}, 2);
}
