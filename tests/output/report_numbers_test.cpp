// SPDX-License-Identifier: MIT
#include "output/report_numbers.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace lucarne;

namespace {
constexpr Language en = Language::english;
constexpr Language fr = Language::french;
}  // namespace

TEST_CASE("a number has its decimals and in French a comma", "[report]") {
  CHECK(number_text(0.974512, 4, en) == "0.9745");
  CHECK(number_text(0.974512, 4, fr) == "0,9745");
  CHECK(number_text(-12, 0, en) == "-12");
}

TEST_CASE("a small number never reads as zero and a zero has no sign", "[report]") {
  CHECK(number_text(1.234e-7, 4, en) == "1.23\u00a0×\u00a010⁻⁷");
  CHECK(number_text(-1.234e-12, 4, fr) == "-1,23\u00a0×\u00a010⁻¹²");
  CHECK(number_text(0.0, 2, en) == "0.00");
  CHECK(number_text(-0.0, 2, en) == "0.00");
}

TEST_CASE("a number with more digits than a double holds is written with a power of ten",
          "[report]") {
  CHECK(number_text(2.5e20, 2, en) == "2.50\u00a0×\u00a010²⁰");
}

TEST_CASE("what is not finite is named", "[report]") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN(), 2, en) == "NaN");
  CHECK(number_text(infinity, 2, en) == "∞");
  CHECK(number_text(-infinity, 2, en) == "-∞");
}

TEST_CASE("a quantity has its unit behind a space that does not break", "[report]") {
  CHECK(quantity_text(97.5, 1, "%", en) == "97.5\u00a0%");
  CHECK(quantity_text(97.5, 1, "%", fr) == "97,5\u00a0%");
  CHECK(quantity_text(3.25, 2, "", en) == "3.25");
  CHECK(quantity_text(235146, 0, "", en) == "235,146");
  CHECK(quantity_text(-235146, 0, "", en) == "-235146");
}

TEST_CASE("counts above four digits are grouped as the language does", "[report]") {
  CHECK(count_text(0, en) == "0");
  CHECK(count_text(9999, fr) == "9999");
  CHECK(count_text(60000, en) == "60,000");
  CHECK(count_text(1234567, fr) == "1\u202f234\u202f567");
}

TEST_CASE("sizes of files are in powers of a thousand", "[report]") {
  CHECK(bytes_text(999, en) == "999\u00a0B");
  CHECK(bytes_text(1000, en) == "1.0\u00a0kB");
  CHECK(bytes_text(999960, en) == "1.0\u00a0MB");
  CHECK(bytes_text(11'400'000, fr) == "11,4\u00a0Mo");
}

TEST_CASE("durations are rounded to what matters", "[report]") {
  CHECK(seconds_text(0.421, en) == "0.42\u00a0s");
  CHECK(seconds_text(12.34, fr) == "12,3\u00a0s");
  CHECK(seconds_text(59.96, en) == "1\u00a0min 0\u00a0s");
  CHECK(seconds_text(3725, en) == "1\u00a0h 2\u00a0min");
  CHECK(seconds_text(-1, en) == "–");
}

TEST_CASE("dates are written out and what is no date stays as it is", "[report]") {
  CHECK(date_text("2025-11-22T05:06:10Z", en) == "22 November 2025, 5:06 UTC");
  CHECK(date_text("2025-08-01T15:46:10Z", fr) == "1er août 2025 à 15 h 46 UTC");
  CHECK(date_text("2025-13-01T15:46:10Z", en) == "2025-13-01T15:46:10Z");
  CHECK(date_text("yesterday", en) == "yesterday");
}
