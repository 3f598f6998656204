// SPDX-License-Identifier: MIT
#include "output/drawing_style.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;
using style::Rgb;

namespace {

// How a colour looks to common sight, and without red, green or blue cones.
// source: Machado, Oliveira, Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1
const std::vector<arma::mat> sights = {arma::mat(3, 3, arma::fill::eye),
                                       {{0.152286, 1.052583, -0.204868},
                                        {0.114503, 0.786281, 0.099216},
                                        {-0.003882, -0.048116, 1.051998}},
                                       {{0.367322, 0.860646, -0.227968},
                                        {0.280085, 0.672501, 0.047413},
                                        {-0.011820, 0.042940, 0.968881}},
                                       {{1.255528, -0.076749, -0.178779},
                                        {-0.078411, 0.930809, 0.147602},
                                        {0.004733, 0.691367, 0.303900}}};

// CIE 1976 L*a*b* under D65.
arma::vec lab(const Rgb& colour, const arma::mat& sight) {
  arma::vec linear = {colour.red, colour.green, colour.blue};
  linear.transform(
      [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); });
  const arma::vec seen = arma::clamp(arma::vec(sight * linear), 0.0, 1.0);
  const arma::mat to_xyz = {
      {0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}};
  arma::vec xyz = to_xyz * seen / arma::vec{0.9505, 1.0, 1.089};
  xyz.transform([](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; });
  return {116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])};
}

double distance(const Rgb& a, const Rgb& b, const arma::mat& sight) {
  return arma::norm(arma::vec(lab(a, sight) - lab(b, sight)));
}

}  // namespace

// Differences below about 10 are hard to tell apart in small marks; 25 leaves room for a bad
// screen.
TEST_CASE("ten classes can be told apart with every kind of sight", "[drawing]") {
  for (std::size_t kind = 0; kind < sights.size(); ++kind) {
    for (arma::uword a = 0; a < 10; ++a) {
      INFO("sight " << kind << ", class " << a);
      CHECK(distance(style::colour(category(a)), {1, 1, 1}, sights[kind]) > 35);
      for (arma::uword b = 0; b < a; ++b) {
        INFO("and class " << b);
        CHECK(distance(style::colour(category(a)), style::colour(category(b)), sights[kind]) > 25);
      }
    }
  }
}

TEST_CASE("right and wrong can be told apart with every kind of sight", "[drawing]") {
  for (const arma::mat& sight : sights) {
    CHECK(distance(style::colour(Colour::correct), style::colour(Colour::wrong), sight) > 25);
  }
}

TEST_CASE("classes beyond ten have colours too, each its own", "[drawing]") {
  std::vector<std::string> seen;
  for (arma::uword k = 0; k < 30; ++k) seen.push_back(style::text_of(style::colour(category(k))));
  std::sort(seen.begin(), seen.end());
  CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
}

TEST_CASE("palettes run from their first to their last shade", "[drawing]") {
  CHECK(style::text_of(style::shade(Palette::grey, 0)) == "#000000");
  CHECK(style::text_of(style::shade(Palette::grey, 0.5)) == "#808080");
  CHECK(style::text_of(style::shade(Palette::grey, 7)) == "#ffffff");
  CHECK(style::text_of(style::shade(Palette::grey, std::nan(""))) == "#000000");
  CHECK(style::text_of(style::shade(Palette::diverging, 0.5)) == "#ffffff");
}

TEST_CASE("words are black on light and white on dark", "[drawing]") {
  CHECK(std::string(style::ink_on({1, 1, 1})) == "#000000");
  CHECK(std::string(style::ink_on({0, 0, 0.3})) == "#ffffff");
}

TEST_CASE("opacity is written as gnuplot wants it, 0 for opaque", "[drawing]") {
  CHECK(style::text_of({1, 0, 0}) == "#ff0000");
  CHECK(style::text_of({1, 0, 0}, 0.4) == "#99ff0000");
}
