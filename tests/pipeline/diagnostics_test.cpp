// SPDX-License-Identifier: MIT
#include "pipeline/diagnostics.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

TEST_CASE("errors are listed in the order of the file", "[diagnostics]") {
  Diagnostics diagnostics("p.yaml");
  diagnostics.source("one\ntwo three\n");
  diagnostics.error({2, 5, ""}, "second on the line");
  diagnostics.error({2, 1, ""}, "first on the line");
  diagnostics.error({1, 1, ""}, "on top");
  CHECK(diagnostics.text() ==
        "p.yaml:1:1: error: on top\n"
        "  one\n"
        "  ^\n"
        "p.yaml:2:1: error: first on the line\n"
        "  two three\n"
        "  ^\n"
        "p.yaml:2:5: error: second on the line\n"
        "  two three\n"
        "      ^");
}

TEST_CASE("an error from the command line names its option", "[diagnostics]") {
  Diagnostics diagnostics("p.yaml");
  diagnostics.error({0, 0, "--set seed=x"}, "wanted a whole number, found 'x'");
  CHECK(diagnostics.text() == "--set seed=x: error: wanted a whole number, found 'x'");
}

TEST_CASE("the caret stands below its character after tabs and accents", "[diagnostics]") {
  Diagnostics diagnostics("p.yaml");
  diagnostics.source("é\tx");
  diagnostics.error({1, 3, ""}, "here");
  CHECK(diagnostics.text() == "p.yaml:1:3: error: here\n  é\tx\n   \t^");
}

TEST_CASE("of a long line only the part around the caret is shown", "[diagnostics]") {
  Diagnostics diagnostics("p.yaml");
  diagnostics.source(std::string(500, 'a') + "X" + std::string(500, 'b'));
  diagnostics.error({1, 501, ""}, "here");
  CHECK(diagnostics.text() == "p.yaml:1:501: error: here\n  ..." + std::string(60, 'a') + "X" +
                                  std::string(59, 'b') + "...\n" + std::string(65, ' ') + "^");
}

TEST_CASE("a position beyond the text is no trouble", "[diagnostics]") {
  Diagnostics diagnostics("p.yaml");
  diagnostics.source("ab");
  diagnostics.error({1, 9, ""}, "behind the line");
  diagnostics.error({7, 1, ""}, "behind the file");
  CHECK(diagnostics.text() ==
        "p.yaml:1:9: error: behind the line\n  ab\n    ^\n"
        "p.yaml:7:1: error: behind the file");
}

TEST_CASE("more than a hundred errors are counted, not listed", "[diagnostics]") {
  Diagnostics diagnostics("p.yaml");
  for (int i = 0; i < 103; ++i) diagnostics.error({}, "wrong");
  CHECK_THAT(diagnostics.text(), Catch::EndsWith("p.yaml: error: wrong\n... and 3 errors more"));
}

TEST_CASE("nothing wrong throws nothing", "[diagnostics]") {
  Diagnostics diagnostics("p.yaml");
  CHECK_NOTHROW(diagnostics.throw_if_any());
  diagnostics.error({}, "wrong");
  CHECK_THROWS_WITH(diagnostics.throw_if_any(), "p.yaml: error: wrong");
}
