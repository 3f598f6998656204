// SPDX-License-Identifier: MIT
#include "output/drawing_scale.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using lucarne::Axis;
using lucarne::axis_number;
using lucarne::Extent;
using lucarne::Language;
using lucarne::Range;
using lucarne::Tick;
using lucarne::ticks_of;

namespace {

std::vector<std::string> labels(const Range& range, std::size_t at_most,
                                Language language = Language::english) {
  std::vector<std::string> texts;
  for (const Tick& tick : ticks_of(range, at_most, language)) texts.push_back(tick.label);
  return texts;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("numbers are written as readers of the language write them", "[drawing]") {
  CHECK(axis_number(1234567.5, 1, Language::english) == "1,234,567.5");
  CHECK(axis_number(1234567.5, 1, Language::french) == "1\u202F234\u202F567,5");
  CHECK(axis_number(1234, 0, Language::english) == "1234");
  CHECK(axis_number(-0.5, 2, Language::english) == "−0.50");
  CHECK(axis_number(-0.001, 2, Language::english) == "0.00");
  CHECK(axis_number(std::nan(""), 2, Language::english) == "–");
  CHECK(axis_number(-std::numeric_limits<double>::infinity(), 2, Language::english) == "−∞");
}

TEST_CASE("ticks are round numbers within the range", "[drawing]") {
  CHECK(labels({0, 1}, 6) == Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(labels({-0.63, 0.4}, 6) == Labels{"−0.6", "−0.4", "−0.2", "0.0", "0.2", "0.4"});
  CHECK(labels({0, 14200}, 8) ==
        Labels{"0", "2000", "4000", "6000", "8000", "10,000", "12,000", "14,000"});
  CHECK(labels({0, 0.5}, 2, Language::french) == Labels{"0,00", "0,25", "0,50"});
}

TEST_CASE("very large and very small numbers carry a power of ten", "[drawing]") {
  CHECK(labels({0, 4e6}, 3) == Labels{"0", "2·10⁶", "4·10⁶"});
  CHECK(labels({0, 2e-7}, 3) == Labels{"0", "1·10⁻⁷", "2·10⁻⁷"});
}

TEST_CASE("logarithmic ticks are powers of ten, closer ones within two decades", "[drawing]") {
  CHECK(labels({1, 10000, true}, 6) == Labels{"1", "10", "100", "1000", "10,000"});
  CHECK(labels({1e-8, 1, true}, 5) == Labels{"10⁻⁸", "10⁻⁶", "0.0001", "0.01", "1"});
  CHECK(labels({1, 10, true}, 6) == Labels{"1", "2", "5", "10"});
}

TEST_CASE("ticks exist for every range", "[drawing]") {
  for (const Range& range : {Range{1e7, 1e7 + 1}, Range{-1e-300, 1e-300}, Range{-1e299, 1e299},
                             Range{3.1, 3.2, true}, Range{1e-200, 1e200, true}}) {
    for (const std::size_t at_most : {0U, 2U, 5U, 12U}) {
      const std::size_t n = ticks_of(range, at_most, Language::english).size();
      INFO(range.min << " to " << range.max << ", at most " << at_most);
      CHECK(n >= 1);
      CHECK(n <= 16);
    }
  }
}

TEST_CASE("no extent gives an empty range", "[drawing]") {
  Extent nothing;
  CHECK(nothing.range({}, 0, 0).min < nothing.range({}, 0, 0).max);
  for (const double value : {0.0, 5.0, -3.0, 1e12, 1e-12}) {
    Extent one;
    one.add(value);
    const Range range = one.range({}, 0.05, 0.05);
    INFO(value);
    CHECK(range.min < range.max);
    CHECK(range.holds(value));
  }
  Extent infinite;
  infinite.add(std::numeric_limits<double>::infinity());
  infinite.add(std::nan(""));
  CHECK(infinite.empty());
}

TEST_CASE("ends that the author fixed are kept, even where no value lies between", "[drawing]") {
  Extent extent;
  extent.add(1);
  extent.add(2);
  Axis axis;
  axis.min = 0;
  axis.max = 10;
  CHECK(extent.range(axis, 0.1, 0.1).min == 0);
  CHECK(extent.range(axis, 0.1, 0.1).max == 10);
  Axis beyond;
  beyond.min = 5;
  CHECK(extent.range(beyond, 0, 0).min < extent.range(beyond, 0, 0).max);
  Axis reversed;
  reversed.min = 3;
  reversed.max = 1;
  CHECK(extent.range(reversed, 0, 0).min == 1);
}

TEST_CASE("a logarithmic extent sees positive values only", "[drawing]") {
  Extent extent(true);
  extent.add(arma::vec{-5, 0, 1, 100});
  const Range range = extent.range({}, 0, 0);
  CHECK(range.min == 1);
  CHECK(range.max == 100);
  CHECK(range.fraction(10) == Approx(0.5));
  const Extent none(true);
  CHECK(none.range({}, 0, 0).min > 0);
}
