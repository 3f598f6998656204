// SPDX-License-Identifier: MIT
#include "small_case.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

using Catch::Matchers::Contains;

namespace {

void require_run(const SmallCase& small) {
  small.stages(
      "  - {plugin: weights, with: {neurons: 4, bins: 10, correlated: 3}}\n"
      "  - plugin: errors");
  const ProgramOutcome run = small.run();
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
}

ProgramOutcome verify(const SmallCase& small, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"verify", "runs/small"};
  words.insert(words.end(), more.begin(), more.end());
  Program program = small.lucarne(words);
  // Its own folder for what is temporary, to see whether anything is left there.
  std::filesystem::create_directories(small.path("tmp"));
  program.environment["TMPDIR"] = small.path("tmp").string();
  return run_program(program);
}

// Changes a number of a stage's results, and its digest in run.json with it.
void forge(const SmallCase& small, const std::string& stage, const std::string& scalar) {
  const std::string name = stage + "/results.json";
  const auto file = small.path("runs/small/" + name);
  auto results = nlohmann::ordered_json::parse(content_of(file));
  auto& value = results["scalars"][scalar]["value"];
  value = value.get<double>() + 0.125;
  small.write("runs/small/" + name, results.dump());
  const ProgramOutcome sum = run_program({{"sha256sum", file}, small.path("")});
  auto manifest = nlohmann::ordered_json::parse(content_of(small.path("runs/small/run.json")));
  for (auto& output : manifest["outputs"]) {
    if (output["path"] != name) continue;
    output["sha256"] = sum.out.substr(0, 64);
    output["bytes"] = std::filesystem::file_size(file);
  }
  small.write("runs/small/run.json", manifest.dump());
}

}  // namespace

TEST_CASE("an untouched run verifies, and one that was touched is told file by file", "[verify]") {
  const SmallCase small;
  require_run(small);
  const ProgramOutcome good = verify(small);
  CHECK(good.exit_code == 0);
  CHECK_THAT(good.out, Contains(" files are as run.json recorded them"));
  CHECK(good.err.empty());
  small.write("runs/small/weights/results.json", "{}");
  small.write("runs/small/notes.txt", "mine");
  std::filesystem::remove(small.path("runs/small/pipeline.yaml"));
  const ProgramOutcome bad = verify(small);
  CHECK(bad.exit_code == 5);
  CHECK_THAT(bad.out, Contains("unexpected  notes.txt\n") &&
                          Contains("missing     pipeline.yaml\n") &&
                          Contains("changed     weights/results.json: wanted "));
  CHECK(bad.err == "error: run 'runs/small' is not as it was recorded: 3 of its files differ\n");
}

TEST_CASE("what is no run, or has a damaged manifest, is refused by verify", "[verify]") {
  const SmallCase small;
  const ProgramOutcome none = verify(small);
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.err, Contains("wanted the folder of a run, found 'runs/small'"));
  small.write("runs/small/notes.txt", "mine");
  CHECK(verify(small).exit_code == 5);
  small.write("runs/small/run.json", "{\"lucarne\"");
  const ProgramOutcome damaged = verify(small);
  CHECK(damaged.exit_code == 5);
  CHECK_THAT(damaged.err, Contains("run.json' is damaged"));
}

TEST_CASE("a run that is made again has the same bits and leaves nothing behind", "[verify]") {
  const SmallCase small;
  require_run(small);
  const std::string manifest = content_of(small.path("runs/small/run.json"));
  const ProgramOutcome outcome = verify(small, {"--rerun", "--threads", "1"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains(" numbers compared to the bit: 0 differ\n"));
  CHECK((content_of(small.path("runs/small/run.json")) == manifest));
  CHECK(small.runs() == std::vector<std::string>{"small"});
  CHECK(std::filesystem::is_empty(small.path("tmp")));
}

TEST_CASE("a run with gates can be made again without its baseline", "[verify]") {
  const SmallCase small;
  require_run(small);
  std::filesystem::rename(small.path("runs/small"), small.path("runs/earlier"));
  small.write("pipeline.yaml", content_of(small.path("pipeline.yaml")) +
                                   "expect:\n  - errors.accuracy >= baseline - 0.5\n");
  REQUIRE(small.run({"--baseline", "runs/earlier"}).exit_code == 0);
  std::filesystem::remove_all(small.path("runs/earlier"));
  const ProgramOutcome outcome = verify(small, {"--rerun"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("compared to the bit: 0 differ"));
}

TEST_CASE("a forged number is found by making the run again", "[verify]") {
  const SmallCase small;
  require_run(small);
  forge(small, "errors", "accuracy");
  CHECK(verify(small).exit_code == 0);
  const ProgramOutcome outcome = verify(small, {"--rerun"});
  CHECK(outcome.exit_code == 5);
  CHECK_THAT(outcome.out, Contains("1 differ\n") && Contains("errors.accuracy ") &&
                              Contains(" 0.125 ") && Contains("  beyond\n"));
  CHECK_THAT(outcome.err, Contains("gives other numbers when it is run again"));
  CHECK(std::filesystem::is_empty(small.path("tmp")));
}

TEST_CASE("inputs that changed since are named before anything is run again", "[verify]") {
  const SmallCase small;
  require_run(small);
  small.write("test-images", small_images(30, 3));
  small.write("network.npz", small_network(0.25f));
  small.write("plugins/errors.so",
              content_of(LUCARNE_BINARY_DIR "/lib/lucarne/plugins/errors.so") + "changed");
  const ProgramOutcome outcome = verify(small, {"--rerun", "--plugin-dir", "plugins"});
  CHECK(outcome.exit_code == 5);
  CHECK_THAT(outcome.err,
             Contains("what it was made from has changed") && Contains("network.npz: wanted ") &&
                 Contains("test-images: wanted ") && Contains("plugin errors: wanted "));
  std::filesystem::remove(small.path("network.npz"));
  const ProgramOutcome gone = verify(small, {"--rerun"});
  CHECK(gone.exit_code == 5);
  CHECK_THAT(gone.err, Contains("the run cannot be made again") && Contains("network.npz"));
}

TEST_CASE("a trained network that is gone is not trained by verify", "[verify]") {
  const SmallCase small;
  small.train(1);
  require_run(small);
  std::filesystem::remove(small.path("models/network.onnx"));
  const ProgramOutcome outcome = verify(small, {"--rerun"});
  CHECK(outcome.exit_code == 5);
  CHECK_THAT(outcome.err, Contains("network.onnx: wanted ") && Contains("found nothing"));
  CHECK_FALSE(std::filesystem::exists(small.path("models/network.onnx")));
}
