// SPDX-License-Identifier: MIT
#include "pipeline/scalars.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

YamlNode plain(const std::string& text) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.text = text;
  return node;
}

YamlNode in_quotes(const std::string& text) {
  YamlNode node = plain(text);
  node.quoted = true;
  return node;
}

}  // namespace

TEST_CASE("whole numbers are decimal digits", "[scalars]") {
  CHECK(read_integer(plain("0")).value == 0);
  CHECK(read_integer(plain("-17")).value == -17);
  CHECK(read_integer(plain("9223372036854775807")).value == std::int64_t{9223372036854775807});
}

TEST_CASE("what another reader would take for another number is refused with a hint", "[scalars]") {
  const auto [text, objection] = GENERATE(table<std::string, std::string>({
      {"010", "wanted a whole number, found '010'; leave the leading zeros out"},
      {"0x10", "wanted a whole number, found '0x10'; write it in decimal"},
      {"0o10", "wanted a whole number, found '0o10'; write it in decimal"},
      {"1_000", "wanted a whole number, found '1_000'; leave the '_' out"},
      {"1 000", "wanted a whole number, found '1 000'; leave the spaces out"},
      {"1,5", "wanted a whole number, found '1,5'; write a point, no comma"},
      {"+5", "wanted a whole number, found '+5'; leave the plus out"},
      {"1e3", "wanted a whole number in plain digits, found '1e3'"},
      {"5.0", "wanted a whole number in plain digits, found '5.0'"},
      {"ten", "wanted a whole number, found 'ten'"},
      {"", "wanted a whole number, found ''"},
      {"-", "wanted a whole number, found '-'"},
      {"9223372036854775808",
       "wanted a whole number between -2^63 and 2^63 - 1, found '9223372036854775808'"},
  }));
  const ScalarReading<std::int64_t> reading = read_integer(plain(text));
  CHECK_FALSE(reading.value);
  CHECK(reading.objection == objection);
}

TEST_CASE("a number in quotes is a text", "[scalars]") {
  CHECK(read_integer(in_quotes("5")).objection ==
        "wanted a whole number, found '5' in quotes; leave the quotes out");
  CHECK(read_number(in_quotes("0.5")).objection ==
        "wanted a number, found '0.5' in quotes; leave the quotes out");
}

TEST_CASE("numbers are finite decimals", "[scalars]") {
  CHECK(read_number(plain("3")).value == 3.0);
  CHECK(read_number(plain("-0.5")).value == -0.5);
  CHECK(read_number(plain(".5")).value == 0.5);
  CHECK(read_number(plain("1e-3")).value == 1e-3);
  CHECK(read_number(plain("1E+3")).value == 1000.0);
  for (const char* text : {".inf", "-.inf", "inf", "Infinity", ".nan", ".NaN", "nan"}) {
    CHECK(read_number(plain(text)).objection ==
          "wanted a finite number, found '" + std::string(text) + "'");
  }
  CHECK(read_number(plain("1e400")).objection ==
        "wanted a number of double precision, found '1e400'");
  CHECK(read_number(plain("0,01")).objection ==
        "wanted a number, found '0,01'; write a point, no comma");
  CHECK(read_number(plain("00.5")).objection ==
        "wanted a number, found '00.5'; leave the leading zeros out");
  CHECK(read_number(plain("nano")).objection == "wanted a number, found 'nano'");
}

TEST_CASE("only true and false are booleans", "[scalars]") {
  CHECK(read_boolean(plain("true")).value == true);
  CHECK(read_boolean(plain("false")).value == false);
  CHECK(read_boolean(plain("yes")).objection == "wanted true or false, found 'yes'; write true");
  CHECK(read_boolean(plain("off")).objection == "wanted true or false, found 'off'; write false");
  CHECK(read_boolean(plain("True")).objection == "wanted true or false, found 'True'; write true");
  CHECK(read_boolean(in_quotes("true")).objection ==
        "wanted true or false, found 'true' in quotes; leave the quotes out");
  CHECK(read_boolean(plain("maybe")).objection == "wanted true or false, found 'maybe'");
}

TEST_CASE("every scalar is a text as it is written", "[scalars]") {
  CHECK(read_text(plain("08")).value == "08");
  CHECK(read_text(plain("yes")).value == "yes");
  CHECK(read_text(in_quotes("")).value == "");
  CHECK(read_text(YamlNode{}).objection == "wanted a text, found nothing");
  YamlNode list;
  list.kind = YamlNode::Kind::sequence;
  CHECK(read_text(list).objection == "wanted a text, found a list");
}

TEST_CASE("a quoted name cannot steer a terminal or fill it", "[scalars]") {
  CHECK(quoted("a\x1b[31m\nb") == "'a\\x1b[31m\\x0ab'");
  CHECK(quoted("\xC2\x9B") == "'\\x9b'");
  CHECK(quoted("café") == "'café'");
  CHECK(quoted(std::string(1000, 'x')) == "'" + std::string(400, 'x') + "...'");
}
