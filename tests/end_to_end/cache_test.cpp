// SPDX-License-Identifier: MIT
#include "small_case.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <map>
#include <random>

using Catch::Matchers::Contains;

namespace {

const std::string three_stages =
    "  - {plugin: weights, with: {neurons: 4, bins: 10, correlated: 3}}\n"
    "  - {plugin: errors, with: {mistakes: 3}}\n"
    "  - {plugin: saliency, with: {samples: 2, items: errors.mistakes}}";

class CachedCase {
 public:
  CachedCase() { small.stages(three_stages); }

  Program program(std::vector<std::string> words) const {
    Program program = small.lucarne(std::move(words));
    program.environment["LUCARNE_CACHE"] = cache().string();
    return program;
  }
  ProgramOutcome run(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"run", "pipeline.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(program(words));
  }
  std::string explained(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"explain-cache", "pipeline.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(program(words)).out;
  }
  std::filesystem::path cache() const { return small.path("cache"); }

  /// The stages of the last run that came from the cache.
  std::vector<std::string> cached() const {
    std::vector<std::string> names;
    const auto manifest = nlohmann::json::parse(content_of(small.path("runs/small/run.json")));
    for (const auto& stage : manifest.at("stages")) {
      if (stage.at("cached") == true) names.push_back(stage.at("id"));
    }
    return names;
  }

  /// Every file of the last run but those that tell times.
  std::map<std::string, std::string> contents() const {
    std::map<std::string, std::string> all;
    const auto folder = small.path("runs/small");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const std::string name = entry.path().filename();
      if (!entry.is_regular_file() || name == "run.json" || name == "report.html") continue;
      all[entry.path().lexically_relative(folder)] = content_of(entry.path());
    }
    return all;
  }

  SmallCase small;
};

using Names = std::vector<std::string>;
const Names all_stages = {"weights", "errors", "saliency"};

// Files of the cache, of a name.
std::vector<std::filesystem::path> cache_files(const CachedCase& at, const std::string& name) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(at.cache())) {
    if (entry.path().filename() == name) found.push_back(entry.path());
  }
  return found;
}

// Names of the files that two runs do not have alike.
Names differing(const std::map<std::string, std::string>& a,
                const std::map<std::string, std::string>& b) {
  Names names;
  for (const auto& [name, content] : a) {
    const auto other = b.find(name);
    if (other == b.end() || other->second != content) names.push_back(name);
  }
  for (const auto& [name, content] : b) {
    if (!a.contains(name)) names.push_back(name);
  }
  return names;
}

}  // namespace

TEST_CASE("a second run takes every stage from the cache, with the same bytes", "[cache]") {
  const CachedCase at;
  REQUIRE(at.run().exit_code == 0);
  CHECK(at.cached().empty());
  const auto first = at.contents();
  CHECK(first.size() > 20);
  const ProgramOutcome second = at.run();
  CHECK(second.exit_code == 0);
  CHECK(at.cached() == all_stages);
  CHECK(differing(at.contents(), first) == Names{});
  CHECK_THAT(content_of(at.small.path("runs/small/report.html")), Contains("accuracy"));

  CHECK(at.run({"--no-cache"}).exit_code == 0);
  CHECK(at.cached().empty());
  CHECK(differing(at.contents(), first) == Names{});
}

TEST_CASE("what does not change results does not count", "[cache]") {
  const CachedCase at;
  REQUIRE(at.run().exit_code == 0);
  const auto first = at.contents();
  // Another order, a comment, another notation, another number of threads, and a default spelt out.
  at.small.stages(
      "  # the same\n"
      "  - plugin: weights\n    with: {correlated: 3, bins: 10, neurons: 4}\n"
      "  - {plugin: errors, with: {split: test, mistakes: 3}}\n"
      "  - {with: {items: errors.mistakes, samples: 2}, plugin: saliency}");
  CHECK(at.run({"--threads", "1"}).exit_code == 0);
  CHECK(at.cached() == all_stages);
}

TEST_CASE("what changes is computed again, and explain-cache says why", "[cache]") {
  const CachedCase at;
  CHECK_THAT(at.explained(), Contains("weights  computed: it has not run in this pipeline before"));
  REQUIRE(at.run().exit_code == 0);
  CHECK_THAT(at.explained(), Contains("weights  cached: ") && Contains("errors  cached: ") &&
                                 Contains("saliency  cached: "));

  const Names bins = {"--set", "stages.errors.bins=20"};
  CHECK_THAT(
      at.explained(bins),
      Contains("weights  cached: ") &&
          Contains("errors  computed: parameter bins was integer 50, is integer 20\n") &&
          Contains("saliency  open: it needs a product of 'errors', which is computed first"));
  REQUIRE(at.run(bins).exit_code == 0);
  // The same mistakes came out, so the stage behind did not run.
  CHECK(at.cached() == Names{"weights", "saliency"});

  const Names seed = {"--set", "seed=5"};
  CHECK_THAT(at.explained({"weights", "--set", "seed=5"}),
             Contains("weights  computed: seed was 0, is 5\n") && !Contains("errors"));
  REQUIRE(at.run(seed).exit_code == 0);
  CHECK(at.cached().empty());

  at.small.write("network.npz", small_network(0.75F));
  CHECK_THAT(at.explained({"errors"}), Contains("network was ") && Contains("..., is "));
  REQUIRE(at.run().exit_code == 0);
  CHECK(at.cached().empty());
  // What was kept before is still there.
  at.small.write("network.npz", small_network());
  REQUIRE(at.run().exit_code == 0);
  CHECK(at.cached() == all_stages);

  at.small.write("test-images", small_images(30, 9));
  CHECK_THAT(at.explained({"weights"}), Contains("computed: data file test items was "));
  CHECK_THAT(run_program(at.program({"plan", "pipeline.yaml"})).out,
             Contains("computed: data file test items was "));
}

TEST_CASE("a file that a parameter names counts by what it holds", "[cache]") {
  const CachedCase at;
  at.small.stages(
      "  - {plugin: saliency, with: {method: integrated-gradients, samples: 2, baseline: file, "
      "baseline_file: dark.npy}}");
  at.small.write("dark.npy", npy("(4, 4)", std::vector<float>(16, 0.25F)));
  // From another folder: the file's name is relative to the pipeline.
  const auto run = [&at] {
    Program program = at.program({"run", "../pipeline.yaml", "--output", "../runs/small"});
    program.folder = at.small.path("elsewhere");
    std::filesystem::create_directories(program.folder);
    return run_program(program);
  };
  const ProgramOutcome first = run();
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  const std::string attributions =
      content_of(at.small.path("runs/small/saliency/attributions.npy"));
  REQUIRE(run().exit_code == 0);
  CHECK(at.cached() == Names{"saliency"});
  CHECK_THAT(content_of(at.small.path("runs/small/pipeline.yaml")),
             Contains("baseline_file: \"../../dark.npy\""));

  at.small.write("dark.npy", npy("(4, 4)", std::vector<float>(16, 0.75F)));
  CHECK_THAT(at.explained(), Contains("file of parameter baseline_file was "));
  REQUIRE(run().exit_code == 0);
  CHECK(at.cached().empty());
  CHECK(content_of(at.small.path("runs/small/saliency/attributions.npy")) != attributions);
}

TEST_CASE("explain-cache names the stages where one is unknown", "[cache]") {
  const CachedCase at;
  const ProgramOutcome outcome =
      run_program(at.program({"explain-cache", "pipeline.yaml", "error"}));
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("no stage 'error', did you mean 'errors'?"));
}

TEST_CASE("a damaged entry is found and computed again", "[cache]") {
  const CachedCase at;
  REQUIRE(at.run().exit_code == 0);
  const auto first = at.contents();
  for (const std::string name : {"entry.json", "results.bin", "results.json", "predicted.npy"}) {
    const auto files = cache_files(at, name);
    REQUIRE_FALSE(files.empty());
    std::string content = content_of(files[0]);
    content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
    std::ofstream(files[0], std::ios::binary) << content;
    const ProgramOutcome outcome = at.run();
    INFO(name << ": " << outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK_THAT(outcome.err,
               Contains("its entry in the cache was damaged, so it is computed again"));
    CHECK(at.cached().size() == 2);
    CHECK(differing(at.contents(), first) == Names{});
    REQUIRE(at.run().exit_code == 0);
    CHECK(at.cached() == all_stages);
  }
}

TEST_CASE("a cache that cannot be used costs time, not the run, and is told", "[cache]") {
  const CachedCase at;
  at.small.write("cache", "a file");
  ProgramOutcome outcome = at.run();
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("nothing is cached: ") && Contains("/cache"));

  std::filesystem::remove(at.cache());
  std::filesystem::create_directory(at.cache());
  REQUIRE(chmod(at.cache().c_str(), 0777) == 0);
  outcome = at.run();
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("may be written to by others") && Contains("LUCARNE_CACHE"));
  REQUIRE(chmod(at.cache().c_str(), 0700) == 0);

  // The folder that entries go to cannot be written to, whoever the user is.
  std::filesystem::create_directory(at.cache() / "stages");
  std::filesystem::create_directory(at.cache() / "history");
  REQUIRE(run_program({{"sh", "-c", "rmdir stages && ln -s /proc/self/fd stages"}, at.cache()})
              .exit_code == 0);
  outcome = at.run();
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("nothing is cached: ") || Contains("not kept in the cache: "));
}

TEST_CASE("two runs on one folder exclude each other", "[cache]") {
  const CachedCase at;
  at.small.train(100'000);
  RunningProgram first(at.program({"run", "pipeline.yaml", "--threads", "1"}));
  first.wait_until([&] { return std::filesystem::exists(at.small.path("runs/.small.lock")); });
  const ProgramOutcome second = at.run();
  CHECK(second.exit_code == 2);
  CHECK_THAT(second.err, Contains("another run is writing to '") && Contains("runs/small'") &&
                             Contains("(process " + std::to_string(first.process()) + ")") &&
                             Contains("--output"));
  first.send(SIGKILL);
  first.wait();
  // The lock went with the process.
  at.small.edit("epochs: 100000", "epochs: 1");
  CHECK(at.run().exit_code == 0);
  CHECK(at.small.runs() == Names{"small"});
}

TEST_CASE("a run killed at any moment is continued to the same bits", "[.slow]") {
  const CachedCase at;
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(at.run().exit_code == 0);
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;
  const auto undisturbed = at.contents();
  std::mt19937 random(7);
  std::uniform_real_distribution<double> share(0, 1.1);
  std::size_t continued = 0;
  for (int attempt = 0; attempt < 50; ++attempt) {
    std::filesystem::remove_all(at.cache());
    std::filesystem::remove_all(at.small.path("runs"));
    {
      RunningProgram killed(at.program({"run", "pipeline.yaml", "--threads", "2"}));
      std::this_thread::sleep_for(whole * share(random));
      killed.send(SIGKILL);
      killed.wait();
    }
    const ProgramOutcome outcome = at.run();
    INFO("attempt " << attempt << ": " << outcome.err);
    REQUIRE(outcome.exit_code == 0);
    REQUIRE(differing(at.contents(), undisturbed) == Names{});
    REQUIRE(at.small.runs() == Names{"small"});
    const std::size_t n_cached = at.cached().size();
    if (n_cached > 0 && n_cached < all_stages.size()) ++continued;
  }
  // Or the kills never came between two stages, and nothing was shown.
  CHECK(continued > 0);
}
