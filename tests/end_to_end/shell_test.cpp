// SPDX-License-Identifier: MIT
#include "small_case.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;

namespace {

// What bash offers for the last of these words, one a line.
std::string completed(const SmallCase& small, const std::string& words, int place) {
  const std::string program = LUCARNE_BINARY_DIR "/bin";
  const std::string script = "PATH=" + program + ":$PATH; source <(lucarne completion bash); " +
                             "COMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(place) +
                             "; _lucarne; printf '%s\\n' \"${COMPREPLY[@]}\"";
  const ProgramOutcome outcome = run_program({{"bash", "-c", script}, small.path("")});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  return outcome.out;
}

bool installed(const SmallCase& small, const std::string& program) {
  return run_program({{"sh", "-c", "command -v " + program}, small.path("")}).exit_code == 0;
}

}  // namespace

TEST_CASE("bash completes commands, options and their values", "[cli]") {
  const SmallCase small;
  CHECK(completed(small, "lucarne ru", 1) == "run\n");
  CHECK_THAT(completed(small, "lucarne ''", 1), Contains("--version\n") && Contains("inspect\n"));
  CHECK(completed(small, "lucarne run --outp", 2) == "--output\n");
  CHECK(completed(small, "lucarne run pipe", 2) == "pipeline.yaml\n");
  CHECK(completed(small, "lucarne run --threads 2 pipe", 4) == "pipeline.yaml\n");
  CHECK(completed(small, "lucarne run --threads = 2 pipe", 5) == "pipeline.yaml\n");
  CHECK(completed(small, "lucarne run pipeline.yaml ''", 3) == "\n");
  CHECK(completed(small, "lucarne inspect netw", 2) == "network.npz\n");
  CHECK(completed(small, "lucarne describe e", 2) == "embedding\nerrors\n");
  CHECK(completed(small, "lucarne completion ''", 2) == "bash\nzsh\n");
  CHECK(completed(small, "lucarne nothing ''", 2) == "\n");
}

TEST_CASE("the completion for zsh is valid and knows every option", "[cli]") {
  const SmallCase small;
  const ProgramOutcome code = small.call({"completion", "zsh"});
  REQUIRE(code.exit_code == 0);
  CHECK_THAT(code.out, Catch::Matchers::StartsWith("#compdef lucarne\n"));
  CHECK_THAT(code.out, Contains("'--output=[") && Contains("'*--set=[override a value\\: ") &&
                           Contains("'1:PIPELINE:_files"));
  if (installed(small, "zsh")) {
    small.write("_lucarne", code.out);
    const ProgramOutcome parsed = run_program({{"zsh", "-n", "_lucarne"}, small.path("")});
    CHECK(parsed.exit_code == 0);
    CHECK(parsed.err.empty());
  }
}

TEST_CASE("an unknown shell is refused", "[cli]") {
  const SmallCase small;
  const ProgramOutcome outcome = small.call({"completion", "fish"});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("wanted a shell, bash or zsh, found 'fish'"));
}

TEST_CASE("the manual page names commands, options, variables and exit codes", "[cli]") {
  const SmallCase small;
  const ProgramOutcome page = small.call({"man"});
  REQUIRE(page.exit_code == 0);
  CHECK_THAT(page.out, Contains(".SS run\n") && Contains("\\fB\\-\\-plugin\\-dir\\fR") &&
                           Contains("LUCARNE_RUNS") && Contains("verification failed"));
  if (installed(small, "groff")) {
    small.write("lucarne.1", page.out);
    const ProgramOutcome checked =
        run_program({{"groff", "-man", "-Tascii", "-ww", "-z", "lucarne.1"}, small.path("")});
    CHECK(checked.exit_code == 0);
    CHECK(checked.err.empty());
  }
}
