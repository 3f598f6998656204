// SPDX-License-Identifier: MIT
#include "refused.hpp"

namespace {

// A run of the stages with the folder of bad plugins at hand.
ProgramOutcome run_with_bad_plugins(const SmallCase& small, const std::string& stages) {
  small.stages(stages);
  return small.run({"--plugin-dir", bad_plugin_folder()});
}

// Checks that the stage failed with these words, and that the other one was delivered.
void require_only_bad_stage_failed(const std::string& plugin, const std::string& words) {
  const SmallCase small;
  small.edit("name: small", "name: small\nblock_size: 16");
  const ProgramOutcome outcome =
      run_with_bad_plugins(small, "  - plugin: errors\n  - {id: bad, plugin: " + plugin + "}");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, Contains("error: stage 'bad': ") && Contains(words));
  CHECK(outcome.out == small.path("runs/small/report.html").string() + "\n");
  CHECK(small.runs() == std::vector<std::string>{"small"});
  CHECK(std::filesystem::exists(small.path("runs/small/errors/results.json")));
  CHECK_FALSE(std::filesystem::exists(small.path("runs/small/bad")));
  // In HTML quotes are escaped: up to the first one.
  const std::string report = content_of(small.path("runs/small/report.html"));
  CHECK(report.find(words.substr(0, words.find('\''))) != std::string::npos);
}

}  // namespace

TEST_CASE("a stage that throws in run fails alone", "[bad]") {
  require_only_bad_stage_failed("throws-in-run", "this plugin always fails");
}

TEST_CASE("a stage that throws in its fold fails alone", "[bad]") {
  require_only_bad_stage_failed("throws-in-fold", "the second block is too much");
}

TEST_CASE("a stage that throws what is no exception fails alone", "[bad]") {
  require_only_bad_stage_failed("throws-a-number", "threw something that is no std::exception");
}

TEST_CASE("a stage that does not make its product fails alone", "[bad]") {
  require_only_bad_stage_failed("forgets-product", "declares product 'best' and did not make it");
}

TEST_CASE("what a plugin prints does not reach standard output", "[bad]") {
  const SmallCase small;
  const ProgramOutcome outcome = run_with_bad_plugins(small, "  - plugin: writes-to-stdout");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.out == small.path("runs/small/report.html").string() + "\n");
  CHECK_THAT(outcome.err,
             Contains("the plugin wrote to standard output") && Contains("hello from a plugin"));
}

TEST_CASE("a plugin that cannot be made is refused with its words", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: throws-in-constructor");
  require_refused(small, {"throws-in-constructor.so", "no analysis today"},
                  {"--plugin-dir", bad_plugin_folder()}, 4);
}

TEST_CASE("a plugin of another ABI is refused with the field that differs", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: other-abi");
  require_refused(small,
                  {"other-abi.so", "was built for another ABI", "found gcc-99", "build it again"},
                  {"--plugin-dir", bad_plugin_folder()}, 4);
}

TEST_CASE("a file that is no plugin is refused", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: no-section");
  require_refused(small, {"no-section.so", "is no Lucarne plugin"},
                  {"--plugin-dir", bad_plugin_folder()}, 4);
  small.stages("  - plugin: letter");
  small.write("plugins/letter.so", "Dear reader, this is no shared library.\n");
  require_refused(small, {"letter.so", "is no ELF shared library"}, {"--plugin-dir", "plugins"}, 4);
}

TEST_CASE("a plugin under another plugin's name is refused", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: wrong-name");
  require_refused(small, {"calls itself 'another-name'"}, {"--plugin-dir", bad_plugin_folder()}, 4);
}

TEST_CASE("bad plugins are left out of lists with a warning", "[bad]") {
  const SmallCase small;
  const ProgramOutcome list = small.call({"plugins", "--plugin-dir", bad_plugin_folder()});
  CHECK(list.exit_code == 0);
  CHECK_THAT(list.out, Contains("weights") && Contains("writes-to-stdout") &&
                           !Contains("other-abi") && !Contains("no-section"));
  CHECK_THAT(list.err, Contains("other-abi.so") && Contains("no-section.so"));
}

TEST_CASE("a plugin folder that does not exist is refused", "[bad]") {
  const SmallCase small;
  require_refused(small, {"plugin folder 'nowhere' does not exist"}, {"--plugin-dir", "nowhere"},
                  2);
}
