// SPDX-License-Identifier: MIT
#include "refused.hpp"

TEST_CASE("a dry run shows plan and estimate, trains nothing and leaves nothing", "[plan]") {
  const SmallCase small;
  small.train(3);
  small.stages("  - plugin: weights\n  - plugin: errors");
  const ProgramOutcome outcome = small.run({"--dry-run"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  // 30 items of train, 10 of validation and 30 of test are a block each.
  CHECK_THAT(outcome.out, Contains("trained first") && Contains("\nerrors  (plugin errors") &&
                              Contains("counted: 3 epochs of 30 items") &&
                              Contains("unknown  it reads no data block by block") &&
                              Contains("counted: 3 blocks of data through the network") &&
                              Contains("and what 1 unknown part takes") &&
                              Contains(" MiB  counted"));
  CHECK(small.runs().empty());
  CHECK_FALSE(std::filesystem::exists(small.path("models")));
}

TEST_CASE("a dry run takes times from an earlier run with the same parameters", "[plan]") {
  const SmallCase small;
  small.stages("  - plugin: weights\n  - plugin: errors");
  REQUIRE(small.run({"--no-cache"}).exit_code == 0);
  const ProgramOutcome same = small.run({"--dry-run", "--no-cache"});
  CHECK_THAT(same.out, Contains("in all; figures are drawn meanwhile") &&
                           Contains(" MiB  as in the run of 2") && !Contains("counted"));
  const ProgramOutcome other =
      small.run({"--dry-run", "--no-cache", "--set", "stages.errors.bins=7"});
  CHECK_THAT(other.out, Contains("as in the run of 2") && Contains("counted: 3 blocks"));
  CHECK(small.runs() == std::vector<std::string>{"small"});
}

TEST_CASE("a dry run tells mistakes as a run does", "[plan]") {
  const SmallCase small;
  small.edit("neurons: 4", "neurns: 4");
  require_refused(small, {"did you mean 'neurons'?"}, {"--dry-run"}, 3);
  require_refused(small, {"found no such file"}, {"--dry-run", "--locked"}, 5);
}

TEST_CASE("a dry run of a sweep is refused instead of running it", "[plan]") {
  const SmallCase small;
  require_refused(small, {"--no-sweep"}, {"--dry-run", "--set", "stages.weights.neurons=2,3"}, 2);
}
