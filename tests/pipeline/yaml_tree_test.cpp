// SPDX-License-Identifier: MIT
#include "pipeline/yaml_tree.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

YamlNode parsed_yaml(const std::string& text) {
  Diagnostics diagnostics("p.yaml");
  YamlNode root = parse_yaml(text, diagnostics);
  diagnostics.throw_if_any();
  return root;
}

std::string yaml_complaint(const std::string& text) {
  Diagnostics diagnostics("p.yaml");
  try {
    parse_yaml(text, diagnostics);
  } catch (const PipelineError&) {
    // The text below is what it says.
  }
  return diagnostics.text();
}

std::string place(const YamlNode& node) {
  return std::to_string(node.position.line) + ":" + std::to_string(node.position.column);
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("nodes know their line and column, from 1", "[yaml]") {
  const YamlNode root = parsed_yaml("a: 1\nb:\n  - x\n  - {c: y}\n");
  CHECK(place(root.entries[0].first) == "1:1");
  CHECK(place(*root.find("a")) == "1:4");
  CHECK(place(root.find("b")->items[0]) == "3:5");
  CHECK(place(*root.find("b")->items[1].find("c")) == "4:9");
}

TEST_CASE("a value that is not there has the place of its key or its dash", "[yaml]") {
  const YamlNode root = parsed_yaml("a:\nb: ~\nc:\n  -\n  - null\n  - x\n");
  CHECK(place(*root.find("a")) == "1:1");
  CHECK(place(*root.find("b")) == "2:4");
  CHECK(place(root.find("c")->items[0]) == "4:3");
  CHECK(place(root.find("c")->items[1]) == "5:5");
}

TEST_CASE("columns count characters, not bytes", "[yaml]") {
  CHECK(place(parsed_yaml("{é€😀: x}").entries[0].second) == "1:7");
}

TEST_CASE("quoted and block scalars are marked as text", "[yaml]") {
  const YamlNode root = parsed_yaml("a: '08'\nb: \"x\\ty\"\nc: 08\nd: |\n  two\n  lines\n");
  CHECK(root.find("a")->quoted);
  CHECK(root.find("a")->text == "08");
  CHECK(root.find("b")->quoted);
  CHECK(root.find("b")->text == "x\ty");
  CHECK_FALSE(root.find("c")->quoted);
  CHECK(root.find("d")->quoted);
  CHECK(root.find("d")->text == "two\nlines\n");
}

TEST_CASE("Windows line ends and a byte order mark change nothing", "[yaml]") {
  const YamlNode root = parsed_yaml(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 'x'\r\n");
  CHECK(root.find("a")->text == "1");
  CHECK(root.find("b")->text == "x");
  CHECK(place(*root.find("b")) == "2:4");
}

TEST_CASE("a document may begin with --- and end with ...", "[yaml]") {
  CHECK(parsed_yaml("---\na: 1\n...\n").find("a")->text == "1");
}

TEST_CASE("a duplicate key is shown where it stands and names the first", "[yaml]") {
  CHECK(yaml_complaint("a: 1\nb: {c: 1, c: 2}\na: 3\n") ==
        "p.yaml:2:11: error: key 'c' is given twice, first on line 2; keep one of them\n"
        "  b: {c: 1, c: 2}\n"
        "            ^\n"
        "p.yaml:3:1: error: key 'a' is given twice, first on line 1; keep one of them\n"
        "  a: 3\n"
        "  ^");
}

TEST_CASE("a quote that is never closed is shown where it opens", "[yaml]") {
  const std::string where = "error: this quote is never closed";
  CHECK_THAT(yaml_complaint("a: 1\nname: \"abc\nb: 2\n"),
             Catch::StartsWith("p.yaml:2:7: " + where));
  CHECK_THAT(yaml_complaint("a: 'x''"), Catch::StartsWith("p.yaml:1:4: " + where));
  CHECK_THAT(yaml_complaint("a: \"x\\\""), Catch::StartsWith("p.yaml:1:4: " + where));
  CHECK_THAT(yaml_complaint("a: [it's, \"x]\nb: 2"), Catch::StartsWith("p.yaml:1:11: " + where));
  CHECK_THAT(yaml_complaint("# don't 'mind\na: ['x', 'y]\n"),
             Catch::StartsWith("p.yaml:2:10: " + where));
}

TEST_CASE("what YAML has beyond plain data is refused by name", "[yaml]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"a: &x 1\nb: 2", "1:4: error: anchors are not supported, found '&x'; write the value out"},
      {"b: *x", "1:4: error: aliases are not supported; write the value out"},
      {"a: {<<: 1}", "1:5: error: merge keys are not supported, found '<<'; write them out"},
      {"a: !!int 3",
       "1:4: error: tags are not supported, found 'tag:yaml.org,2002:int'; leave it out"},
      {"a: !foo {}", "1:4: error: tags are not supported, found '!foo'; leave it out"},
      {"a: 1\n---\nb: 2",
       "2:1: error: wanted one YAML document, found a second one; one pipeline a file"},
      {"[a]: 1", "1:1: error: wanted a name before the ':', found a list"},
      {": 1", "1:1: error: wanted a name before the ':', found nothing"},
  }));
  CHECK_THAT(yaml_complaint(text), Catch::StartsWith("p.yaml:" + message + "\n"));
}

TEST_CASE("anchors and aliases are all listed, not only the first", "[yaml]") {
  const std::string text = yaml_complaint("a: &x [1]\nb: *x\nc: *x\n");
  CHECK_THAT(text, Catch::Contains("p.yaml:1:4: error: anchors"));
  CHECK_THAT(text, Catch::Contains("p.yaml:2:4: error: aliases"));
  CHECK_THAT(text, Catch::Contains("p.yaml:3:4: error: aliases"));
}

TEST_CASE("broken YAML gets a hint", "[yaml]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"a: b: c",
       "1:5: error: unexpected ':'; check the indentation, and put a text with ': ' in quotes"},
      {"a: ]", "1:4: error: this ']' or '}' closes nothing"},
      {"a: @x", "1:4: error: a text that begins with @, ` or % needs quotes"},
      {"a:\n\tb: 1",
       "2:1: error: wanted spaces for indentation, found a tab; use two spaces a level"},
      {"a:\n  \tb: 1",
       "2:3: error: wanted spaces for indentation, found a tab; use two spaces a level"},
      {"a:\n\u00A0b: 1",
       "2:1: error: wanted spaces for indentation, found a no-break space (U+00A0); use two spaces "
       "a level"},
      {"a:\n    b: 1\n  c: 2",
       "3:3: error: wanted a 'key: value' line here; check indentation and colons"},
  }));
  CHECK_THAT(yaml_complaint(text), Catch::StartsWith("p.yaml:" + message + "\n"));
  CHECK_THAT(yaml_complaint("a: [1, 2"),
             Catch::Contains("a '[' is not closed, or a comma is missing"));
  CHECK_THAT(yaml_complaint("a: {b: 1"),
             Catch::Contains("a '{' is not closed, or a comma is missing"));
}

TEST_CASE("bytes that are no text are refused and not echoed", "[yaml]") {
  CHECK(yaml_complaint(std::string("a: \0b", 5)) ==
        "p.yaml:1:4: error: wanted text, found the control character U+0000");
  CHECK(yaml_complaint("a: \x1b[31m") ==
        "p.yaml:1:4: error: wanted text, found the control character U+001B");
  CHECK(yaml_complaint("a: \xC2\x9B"
                       "31m") ==
        "p.yaml:1:4: error: wanted text, found the control character U+009B");
  const std::string utf8 = "error: wanted UTF-8 text, found byte 0x";
  CHECK(yaml_complaint("\n x\xE9") == "p.yaml:2:3: " + utf8 + "e9; save the file as UTF-8");
  CHECK(yaml_complaint("\xFF\xFE"
                       "a") == "p.yaml:1:1: " + utf8 + "ff; save the file as UTF-8");
  // An overlong '/', a surrogate, a code point beyond U+10FFFF, a cut sequence.
  for (const char* wrong : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"}) {
    CHECK_THAT(yaml_complaint(wrong), Catch::Contains(utf8));
  }
  CHECK(yaml_complaint("a: 1\n\xEF\xBB\xBF"
                       "b: 2") ==
        "p.yaml:2:1: error: wanted text, found a byte order mark (U+FEFF) within it");
}

TEST_CASE("nesting of any kind is bounded before it can do harm", "[yaml]") {
  const std::string open = GENERATE("[", "{", "- ", "? ", "[\n", "[{a: ");
  const std::string text = yaml_complaint(repeated(open, 100'000));
  CHECK_THAT(text, Catch::Contains("error: wanted at most 20 levels of nesting"));
  CHECK(text.size() < 1000);
}

TEST_CASE("20 levels are allowed and 21 are not", "[yaml]") {
  CHECK(yaml_complaint(repeated("[", 20) + repeated("]", 20)).empty());
  CHECK_THAT(yaml_complaint(repeated("[", 21) + repeated("]", 21)),
             Catch::Contains("wanted at most 20 levels of nesting"));
}

TEST_CASE("size and number of values are bounded", "[yaml]") {
  // The list, the mapping, its key and 9997 items are 10 000 nodes.
  CHECK(yaml_complaint("a: [1" + repeated(",1", 9996) + "]").empty());
  CHECK_THAT(yaml_complaint("a: [1" + repeated(",1", 9997) + "]"),
             Catch::Contains("wanted at most 10000 values in a pipeline"));
  CHECK_THAT(yaml_complaint(repeated("-\n", 500'000)), Catch::Contains("at most 10000 values"));
  CHECK(yaml_complaint(std::string((1U << 20U) - 1, '#') + "\n").empty());
  CHECK(yaml_complaint(std::string(1U << 20U, '#') + "\n") ==
        "p.yaml: error: wanted a pipeline of at most 1 MiB, found a larger file");
}
