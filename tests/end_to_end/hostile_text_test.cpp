// SPDX-License-Identifier: MIT
#include "refused.hpp"

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("class names and paths are shown, never executed and never markup", "[bad]") {
  const SmallCase small;
  const std::string folder = "a '$(touch executed)` touch executed`<i>\\\"";
  std::filesystem::create_directory(small.path("a '$(touch executed)` touch executed`<i>\""));
  for (const std::string name : {"test-images", "test-labels"}) {
    std::filesystem::rename(small.path(name),
                            small.path("a '$(touch executed)` touch executed`<i>\"/" + name));
  }
  small.edit("images: test-images, labels: test-labels",
             "images: \"" + folder + "/test-images\", labels: \"" + folder + "/test-labels\"");
  small.edit("  scale: 255", R"yaml(  scale: 255
  classes:
    - "`touch executed`"
    - "$(touch executed)<script>alert(1)</script>"
    - "a'b\"c \\$(touch executed) {/*9 @x_y^z} %s \n system('touch executed')")yaml");
  small.stages(
      "  - {plugin: errors, with: {mistakes: 4}}\n"
      "  - {plugin: saliency, with: {samples: 3, target: \"`touch executed`\"}}\n"
      "  - {plugin: activations, with: {samples: 3}}\n"
      "  - {plugin: embedding, with: {samples: 30, perplexity: 5}}");
  const ProgramOutcome outcome = small.run();
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(small.path(""))) {
    CHECK(entry.path().filename() != "executed");
  }

  const std::string report = content_of(small.path("runs/small/report.html"));
  CHECK(count(report, "&lt;script&gt;alert(1)") > 0);
  CHECK(count(report, "<script>alert(1)") == 0);
  CHECK(count(report, "<i>") == 0);
  for (const std::string stage : {"errors", "saliency", "activations", "embedding"}) {
    for (const auto& entry :
         std::filesystem::directory_iterator(small.path("runs/small/" + stage))) {
      if (entry.path().extension() != ".svg") continue;
      CHECK(count(content_of(entry.path()), "<script>alert(1)") == 0);
    }
  }
}

TEST_CASE("a pipeline with hostile class names runs again from its record", "[run]") {
  const SmallCase small;
  small.edit("  scale: 255", R"yaml(  scale: 255
  classes: ["yes: # no", "- '`x`'", "\\\"$x\u00e9"])yaml");
  small.stages("  - plugin: errors");
  const ProgramOutcome first = small.run();
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  const ProgramOutcome again = small.call({"run", "runs/small/pipeline.yaml", "--output", "again"});
  INFO(again.err);
  CHECK(again.exit_code == 0);
  CHECK((content_of(small.path("again/errors/results.json")) ==
         content_of(small.path("runs/small/errors/results.json"))));
}
