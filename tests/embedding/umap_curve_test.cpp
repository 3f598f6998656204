// SPDX-License-Identifier: MIT
#include "embedding/umap_curve.hpp"
#include "embedding/power.hpp"
#include "embedding/umap_loops.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

using namespace embedding;

TEST_CASE("the curve is the one that umap-learn fits", "[umap]") {
  // umap-learn 0.5.3, find_ab_params(spread, min_dist): curve_fit stops at a relative 1e-8.
  const auto [spread, min_distance, a, b] =
      GENERATE(std::array{1.0, 0.1, 1.5769434601962196, 0.8950608779914887},
               std::array{1.0, 0.5, 0.583030020479462, 1.3341669929263487},
               std::array{2.0, 0.25, 0.41627349693884963, 0.9218551322340262});
  const UmapCurve curve = fit_curve(min_distance, spread);
  CHECK(curve.a == Approx(a).epsilon(1e-5));
  CHECK(curve.b == Approx(b).epsilon(1e-5));
}

TEST_CASE("powers are near those of the C library", "[umap]") {
  float worst = 0;
  for (float x = 1e-12F; x < 1e12F; x *= 1.37F) {
    for (const float y : {0.5F, 0.895F, 1.0F, 1.33F, 2.0F}) {
      const float wanted = std::pow(x, y);
      worst = std::max(worst, std::abs(power(x, y) - wanted) / wanted);
    }
  }
  // A float's logarithm of up to 40 has errors of 2e-6, twice that with an exponent of 2.
  CHECK(worst < 1e-5F);
  CHECK(power(1, 0.9F) == Approx(1).epsilon(1e-6));
}

TEST_CASE("moves are the derivatives of UMAP's cross entropy", "[umap]") {
  const auto a = 1.577;
  const auto b = 0.895;
  const auto kernel = [&](double x, double y) { return 1 / (1 + a * std::pow(x * x + y * y, b)); };
  constexpr double h = 1e-5;
  for (const auto& [x, y] : {std::pair(0.7, -0.4), std::pair(2.5, 3.0), std::pair(-0.3, 1.1)}) {
    float pull[2] = {static_cast<float>(x), static_cast<float>(y)};
    offsets_to_pulls(&pull[0], &pull[1], 1, static_cast<float>(a), static_cast<float>(b));
    float push[2] = {static_cast<float>(x), static_cast<float>(y)};
    offsets_to_pushes(&push[0], &push[1], 1, static_cast<float>(a), static_cast<float>(b));
    // Down the slope of -log K, and of -log(1 - K) but for the 0.001 that keeps it finite.
    const double pulled = (std::log(kernel(x + h, y)) - std::log(kernel(x - h, y))) / (2 * h);
    const double pushed =
        (std::log(1 - kernel(x + h, y)) - std::log(1 - kernel(x - h, y))) / (2 * h);
    const double squared = x * x + y * y;
    CHECK(pull[0] == Approx(pulled).epsilon(1e-5));
    CHECK(push[0] == Approx(pushed * squared / (squared + 0.001)).epsilon(1e-5));
    CHECK(pull[1] / pull[0] == Approx(y / x).epsilon(1e-5));
  }
}

TEST_CASE("moves are cut, and those of no offset are 0", "[umap]") {
  float x[3] = {0, 0.01F, -3e4F};
  float y[3] = {0, 0, 0};
  offsets_to_pushes(x, y, 3, 1.577F, 0.895F);
  CHECK(x[0] == 0);
  CHECK(x[1] == 4);
  CHECK(x[2] <= 0);
  float px[2] = {0, 1e-6F};
  float py[2] = {0, 0};
  offsets_to_pulls(px, py, 2, 1.577F, 0.895F);
  CHECK(px[0] == 0);
  CHECK(px[1] < 0);
  CHECK(px[1] >= -4);
}
