// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <lucarne/wording.hpp>

#include <limits>

using lucarne::count;
using lucarne::filled;
using lucarne::number;
using lucarne::percent;
using lucarne::Text;

TEST_CASE("numbers have a point in English and a comma in French", "[wording]") {
  CHECK(number(97.304, 2).en == "97.30");
  CHECK(number(97.304, 2).fr == "97,30");
  CHECK(number(10000).fr == "10000");
  CHECK(percent(0.475).en == "47.5 %");
  CHECK(percent(0.475).fr == "47,5 %");
}

TEST_CASE("a number that is not finite is a dash, and zero has no sign", "[wording]") {
  CHECK(number(std::numeric_limits<double>::quiet_NaN(), 2).en == "\u2013");
  CHECK(percent(std::numeric_limits<double>::infinity()).fr == "\u2013 %");
  CHECK(number(-0.001, 2).en == "0.00");
  CHECK(number(-0.5, 1).en == "-0.5");
}

TEST_CASE("a count has its digits in groups from five digits on", "[wording]") {
  CHECK(count(0).en == "0");
  CHECK(count(9999).en == "9999");
  CHECK(count(10000).en == "10,000");
  CHECK(count(1234567).fr == "1\u202F234\u202F567");
}

TEST_CASE("values are put into a sentence in order, in both languages", "[wording]") {
  const Text text = filled({"{} of {} errors", "{} erreurs sur {}"}, {number(95), number(200)});
  CHECK(text.en == "95 of 200 errors");
  CHECK(text.fr == "95 erreurs sur 200");
}

TEST_CASE("braces inside a value are not filled", "[wording]") {
  CHECK(filled("{} and {}", {Text("{}"), Text("b")}).en == "{} and b");
}
