// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace {

const std::vector<std::string> only_small = {"small"};

// Every file under a folder with its content.
std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) all[entry.path().string()] = content_of(entry.path());
  }
  return all;
}

// The program under a shell that lets no file grow beyond `blocks` of 512 bytes: writing more
// fails, as on a full disk.
Program with_file_limit(Program program, int blocks) {
  const std::vector<std::string> shell = {
      "sh", "-c", "trap '' XFSZ; ulimit -f " + std::to_string(blocks) + "; exec \"$@\"", "sh"};
  program.words.insert(program.words.begin(), shell.begin(), shell.end());
  return program;
}

}  // namespace

TEST_CASE("without gnuplot the numbers are delivered and the run is incomplete", "[bad]") {
  const SmallCase small;
  Program program = small.lucarne({"run", "pipeline.yaml", "--threads", "2"});
  program.environment["PATH"] = small.path("nothing").string();
  const ProgramOutcome outcome = run_program(program);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, Contains("gnuplot") && Contains("INCOMPLETE"));
  CHECK(outcome.out == small.path("runs/small/report.html").string() + "\n");
  const auto manifest = nlohmann::json::parse(content_of(small.path("runs/small/run.json")));
  CHECK(manifest.at("complete") == false);
  const auto results =
      nlohmann::json::parse(content_of(small.path("runs/small/weights/results.json")));
  CHECK(results.at("scalars").contains("mean"));
  CHECK(std::filesystem::file_size(small.path("runs/small/weights/correlation.npy")) > 128);
  CHECK(std::filesystem::exists(small.path("runs/small/report.html")));
}

TEST_CASE("a full disk ends the run and leaves the earlier one", "[bad]") {
  const SmallCase small;
  REQUIRE(small.run().exit_code == 0);
  const auto before = contents(small.path("runs"));
  for (const int blocks : {0, 1, 8}) {
    const ProgramOutcome outcome = run_program(with_file_limit(
        small.lucarne({"run", "pipeline.yaml", "--threads", "2", "--set", "seed=7"}), blocks));
    INFO(blocks << " blocks: " << outcome.err);
    CHECK(outcome.exit_code == 1);
    if (blocks > 1) CHECK_THAT(outcome.err, Contains("File too large"));
    CHECK(small.runs() == only_small);
    CHECK((contents(small.path("runs")) == before));
  }
}

TEST_CASE("a full disk leaves no half network", "[bad]") {
  const SmallCase small;
  small.train(1);
  const ProgramOutcome outcome =
      run_program(with_file_limit(small.lucarne({"run", "pipeline.yaml"}), 1));
  INFO(outcome.err);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, Contains("network.onnx") && Contains("File too large"));
  CHECK(small.runs().empty());
  CHECK(contents(small.path("models")).empty());
}

TEST_CASE("an output folder that holds something else is refused and left alone", "[bad]") {
  const SmallCase small;
  small.write("letters/to_my_aunt.txt", "Dear aunt");
  require_refused(small, {"holds something that is no Lucarne run", "--output"},
                  {"--output", "letters"}, 2);
  CHECK(content_of(small.path("letters/to_my_aunt.txt")) == "Dear aunt");
  CHECK(contents(small.path("letters")).size() == 1);

  require_refused(small, {"is not a folder"}, {"--output", "pipeline.yaml"}, 2);
  // Some other program's run.json does not make the folder ours.
  small.write("other/run.json", "{\"tool\": \"another\"}");
  require_refused(small, {"holds something that is no Lucarne run"}, {"--output", "other"}, 2);
  CHECK(content_of(small.path("other/run.json")) == "{\"tool\": \"another\"}");
}

TEST_CASE("an earlier run is replaced as a whole", "[run]") {
  const SmallCase small;
  small.stages("  - {id: first, plugin: weights, with: {neurons: 2, correlated: 2}}");
  REQUIRE(small.run().exit_code == 0);
  REQUIRE(std::filesystem::exists(small.path("runs/small/first")));
  small.stages("  - {id: second, plugin: weights, with: {neurons: 2, correlated: 2}}");
  REQUIRE(small.run().exit_code == 0);
  CHECK(std::filesystem::exists(small.path("runs/small/second/results.json")));
  CHECK_FALSE(std::filesystem::exists(small.path("runs/small/first")));
  CHECK(small.runs() == only_small);
}

TEST_CASE("a killed run leaves the earlier one, and the next one cleans up", "[bad]") {
  const SmallCase small;
  REQUIRE(small.run().exit_code == 0);
  const auto before = contents(small.path("runs"));
  small.train(1'000'000);
  {
    RunningProgram running(small.lucarne({"run", "pipeline.yaml", "--threads", "1"}));
    running.wait_until([&] { return small.runs().size() == 3; });
    running.send(SIGKILL);
    CHECK(running.wait().signal == SIGKILL);
    CHECK(small.runs()[0] == ".small.lock");
    CHECK(small.runs()[1] == ".small.partial-" + std::to_string(running.process()));
  }
  CHECK((contents(small.path("runs/small")) == before));
  small.edit("epochs: 1000000", "epochs: 1");
  CHECK(small.run().exit_code == 0);
  CHECK(small.runs() == only_small);
}

TEST_CASE("ctrl-c while training leaves no network and no run", "[bad]") {
  const SmallCase small;
  small.train(1'000'000);
  for (const int signal : {SIGINT, SIGTERM}) {
    RunningProgram running(small.lucarne({"run", "pipeline.yaml", "--threads", "2"}));
    running.wait_until(
        [&] { return running.errors_so_far().find("epoch  2") != std::string::npos; });
    running.send(signal);
    const ProgramOutcome outcome = running.wait();
    CHECK(outcome.exit_code == 130);
    CHECK_THAT(outcome.err, Contains("error: stopped; nothing was saved"));
    CHECK(outcome.out.empty());
    CHECK(small.runs().empty());
    CHECK_FALSE(std::filesystem::exists(small.path("models")));
  }
}

TEST_CASE("ctrl-c during a map keeps the map so far and marks the run", "[bad]") {
  const SmallCase small;
  small.write("test-images", small_images(300, 2));
  small.write("test-labels", small_labels(300));
  small.stages(
      "  - {plugin: embedding, with: {samples: all, perplexity: 5, iterations: 100000}}\n"
      "  - plugin: errors");
  {
    RunningProgram running(small.lucarne({"run", "pipeline.yaml", "--threads", "1", "--log-json"}));
    running.wait_until([&] {
      return running.errors_so_far().find("\"embedding\",\"progress\":0.05") != std::string::npos;
    });
    running.send(SIGINT);
    const ProgramOutcome outcome = running.wait();
    CHECK(outcome.exit_code == 130);
    CHECK_THAT(outcome.err, Contains("stage 'embedding': stopped: the map of relu1 is that "
                                     "after"));
    CHECK_THAT(outcome.err, Contains("INCOMPLETE"));
  }
  CHECK(std::filesystem::exists(small.path("runs/small/embedding/tsne.npy")));
  const std::string manifest = content_of(small.path("runs/small/run.json"));
  CHECK_THAT(manifest, Contains("\"complete\": false"));
  CHECK_THAT(content_of(small.path("runs/small/report.html")), Contains("of 100,000 iterations"));
  // What is unfinished is not kept for the next run.
  small.edit("iterations: 100000", "iterations: 100");
  CHECK(small.run().exit_code == 0);
  CHECK_THAT(content_of(small.path("runs/small/run.json")), Contains("\"cached\": false"));
}
