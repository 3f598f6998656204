// SPDX-License-Identifier: MIT
#include "end_to_end/small_case.hpp"

#include <catch2/catch.hpp>

namespace {

std::string plugin_file(const std::string& name) {
  return std::string(LUCARNE_BINARY_DIR) + "/lib/lucarne/plugins/" + name + ".so";
}

}  // namespace

TEST_CASE("a file that is no plugin is refused with the reason", "[test-plugin]") {
  const SmallCase small;
  const ProgramOutcome missing = small.call({"test-plugin", "no-such.so"});
  CHECK(missing.exit_code == 4);
  CHECK(missing.err == "error: plugin no-such.so: there is no such file\n");
  small.write("text.so", "hello");
  const ProgramOutcome text = small.call({"test-plugin", "text.so"});
  CHECK(text.exit_code == 4);
  CHECK_THAT(text.err, Catch::StartsWith("error: plugin text.so: "));
  CHECK(text.out.empty());
  const ProgramOutcome other = small.call({"test-plugin", bad_plugin_folder() + "/other-abi.so"});
  CHECK(other.exit_code == 4);
  CHECK_THAT(other.err, Catch::Contains("was built for another ABI: "));
}

TEST_CASE("wrong use of test-plugin is told before a law is judged", "[test-plugin]") {
  const SmallCase small;
  const auto refused = [&](std::vector<std::string> words, const std::string& message) {
    words.insert(words.begin(), {"test-plugin", plugin_file("weights")});
    const ProgramOutcome outcome = small.call(words);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Catch::Contains(message));
  };
  refused({"--law", "merge-emty"}, "unknown law 'merge-emty', did you mean 'merge-empty'?");
  refused({"--set", "neurons=0"}, "must be at least 1, found 0");
  refused({"--set", "neurone=2"}, "did you mean 'neurons'?");
  refused({"--set", "neurons"}, "wanted path=value");
  refused({"--tolerance", "little"}, "wants a number above 0, at most 1e6, found 'little'");
  refused({"--timeout", "0"}, "wants a number above 0, at most 1e6, found '0'");
  refused({"--data", "no-such.yaml"}, "no-such.yaml");
  CHECK(small.call({"test-plugin"}).exit_code == 2);
}

TEST_CASE("chosen laws only are judged", "[test-plugin]") {
  const SmallCase small;
  const ProgramOutcome outcome =
      small.call({"test-plugin", plugin_file("weights"), "--law", "record", "--law", "bounds"});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Catch::StartsWith("held            record "));
  CHECK_THAT(outcome.out, Catch::Contains(": 2 laws held, 0 broken, 0 not judged, 0 do not apply"));
}

TEST_CASE("settings and a pipeline's network and data are those of the trial", "[test-plugin]") {
  const SmallCase small;
  // The built-in network has two hidden layers, fc1 and fc2; the pipeline's has one.
  const auto run = [&](const std::string& layer, const std::vector<std::string>& more) {
    std::vector<std::string> words{"test-plugin", plugin_file("weights"), "--law", "run",
                                   "--set",       "layer=" + layer};
    words.insert(words.end(), more.begin(), more.end());
    return small.call(words);
  };
  CHECK(run("fc2", {}).exit_code == 0);
  CHECK(run("fc1", {"--data", "pipeline.yaml"}).exit_code == 0);
  const ProgramOutcome refused = run("fc2", {"--data", "pipeline.yaml"});
  CHECK(refused.exit_code == 5);
  CHECK_THAT(refused.out, Catch::Contains("found: it refused the trial data: "));
  CHECK_THAT(refused.out, Catch::Contains("'fc2'"));
  CHECK_THAT(refused.out, Catch::Contains("mend: where it threw, mend what the message names; "));
}

TEST_CASE("items of another stage are at hand where --set names some", "[test-plugin]") {
  const SmallCase small;
  const ProgramOutcome outcome = small.call({"test-plugin", plugin_file("activations"), "--law",
                                             "run", "--set", "items=errors.mistakes"});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Catch::Contains("1 laws held, 0 broken"));
}
