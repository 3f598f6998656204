// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <catch2/catch.hpp>

TEST_CASE("the small case that the bad ones differ from is valid", "[bad]") {
  const SmallCase small;
  const ProgramOutcome outcome = small.call({"check", "pipeline.yaml"});
  CHECK(outcome.err == small.path("pipeline.yaml").string() + ": valid: 1 stages\n");
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("an unknown plugin is told with its place and the nearest name", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: wieghts");
  require_refused(small, {"pipeline.yaml:11:13: error: unknown plugin 'wieghts'",
                          "did you mean 'weights'?", "  - plugin: wieghts\n", "\n              ^"});
}

TEST_CASE("an unknown parameter is told with the nearest name", "[bad]") {
  const SmallCase small;
  small.edit("bins: 10", "bnis: 10");
  require_refused(small, {"pipeline.yaml:12:24: error: ", "'bnis'", "did you mean 'bins'?"});
}

TEST_CASE("unknown keys of every section are told in one go", "[bad]") {
  const SmallCase small;
  small.edit("name: small", "nmae: small");
  small.edit("  scale: 255", "  sclae: 255");
  small.edit("{file: network.npz}", "{file: network.npz, trian: {epochs: 1}}");
  require_refused(small, {"pipeline.yaml:2:1: error: ", "'nmae', did you mean 'name'?",
                          "pipeline.yaml:8:3: error: ", "'sclae', did you mean 'scale'?",
                          "pipeline.yaml:9:28: error: ", "'trian', did you mean 'train'?"});
}

TEST_CASE("a key that is given twice is refused", "[bad]") {
  const SmallCase small;
  small.edit("  scale: 255", "  scale: 255\n  scale: 1");
  require_refused(small, {"pipeline.yaml:9:3: error: key 'scale' is given twice, first on line 8"});
}

TEST_CASE("values of a wrong type are refused", "[bad]") {
  const SmallCase small;
  small.edit("scale: 255", "scale: bright");
  small.edit("bins: 10", "bins: [1, 2]");
  small.edit("neurons: 4", "neurons: 4.5");
  require_refused(small, {"8:10: error: ", "'scale'", "'bright'", "12:32: error: ", "'bins'",
                          "12:21: error: ", "'neurons'", "4.5"});
}

TEST_CASE("a value out of range is told with its limit", "[bad]") {
  const SmallCase small;
  small.edit("bins: 10", "bins: 0");
  require_refused(small, {"pipeline.yaml:12:30: error: 'bins' must be at least 1, found 0"});
}

TEST_CASE("an override is checked like the file", "[bad]") {
  const SmallCase small;
  require_refused(small,
                  {"--set stages.weights.bins=-3: error: 'bins' must be at least 1, found -3"},
                  {"--set", "stages.weights.bins=-3"});
  require_refused(small, {"--set stages.wieghts.bins=3", "did you mean 'weights'?"},
                  {"--set", "stages.wieghts.bins=3"});
}

TEST_CASE("a pipeline that does not exist is told with the nearest file", "[bad]") {
  const SmallCase small;
  const ProgramOutcome outcome = small.call({"run", "pipelin.yaml"});
  CHECK(outcome.exit_code == 3);
  CHECK_THAT(outcome.err, Contains("found no file") && Contains("did you mean 'pipeline.yaml'?"));
}

TEST_CASE("anchors and aliases are refused before they unfold", "[bad]") {
  const SmallCase small;
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name < 'k'; ++name) {
    const std::string before = {'*', static_cast<char>(name - 1)};
    bomb += std::string(1, name) + ": &" + name + " [" + before;
    for (int i = 0; i < 8; ++i) bomb += ", " + before;
    bomb += "]\n";
  }
  small.write("pipeline.yaml", bomb);
  require_refused(small, {"pipeline.yaml:1:", "anchors are not supported, found '&a'"});
}

TEST_CASE("a pipeline that nests too deep is refused", "[bad]") {
  const SmallCase small;
  for (const char bracket : {'[', '{'}) {
    small.write("pipeline.yaml", "a: " + std::string(50'000, bracket));
    require_refused(small, {"pipeline.yaml:1:", "levels of nesting"});
  }
  std::string blocks;
  for (std::size_t level = 0; level < 1000; ++level) blocks += std::string(level, ' ') + "a:\n";
  small.write("pipeline.yaml", blocks);
  require_refused(small, {"levels of nesting"});
}

TEST_CASE("a pipeline that is too large is refused", "[bad]") {
  const SmallCase small;
  std::string many = "a: [";
  for (int i = 0; i < 200'000; ++i) many += "1, ";
  small.write("pipeline.yaml", many + "1]\n");
  require_refused(small, {"wanted at most", "in a pipeline"});
  small.write("pipeline.yaml", std::string(20'000'000, '#'));
  require_refused(small, {"wanted"});
}

TEST_CASE("an empty pipeline, binary bytes and a list are refused", "[bad]") {
  const SmallCase small;
  small.write("pipeline.yaml", "");
  require_refused(small, {"pipeline.yaml: error: wanted a pipeline, found an empty file"});
  small.write("pipeline.yaml", std::string("lucarne: 1\0\1\2\xff\xfe", 15));
  require_refused(small, {"pipeline.yaml:", "error: "});
  small.write("pipeline.yaml", "- lucarne: 1\n");
  require_refused(small, {"wanted a pipeline, a mapping"});
}
