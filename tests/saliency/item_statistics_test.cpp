// SPDX-License-Identifier: MIT
#include "saliency/item_statistics.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace lucarne::saliency;

TEST_CASE("an item's saliency is shared out between foreground and background", "[statistics]") {
  // |g| = 3, 1, 0, 4; foreground are features 0 and 1.
  const float gradient[] = {-3, 1, 0, 4};
  const float input[] = {0.5F, 1, 0, 0};
  const ItemStatistics one = item_statistics(gradient, input, 4, 0);
  CHECK(one.foreground_share == Approx(0.5));
  CHECK(one.foreground_pixels == Approx(0.5));
  CHECK(one.concentration() == Approx(1));
  CHECK(one.strength == Approx(2));
  CHECK(one.spread == Approx(64.0 / (4 * 26)));
}

TEST_CASE("inputs at the threshold are background", "[statistics]") {
  const float gradient[] = {1, 1};
  const float input[] = {0.5F, 0.75F};
  CHECK(item_statistics(gradient, input, 2, 0.5).foreground_share == Approx(0.5));
}

TEST_CASE("spread is 1 for an even map and 1 / n for a single pixel", "[statistics]") {
  const float even[] = {2, -2, 2, 2};
  const float single[] = {0, 5, 0, 0};
  const float input[] = {1, 1, 1, 1};
  CHECK(item_statistics(even, input, 4, 0).spread == Approx(1));
  CHECK(item_statistics(single, input, 4, 0).spread == Approx(0.25));
}

TEST_CASE("a zero gradient has no share and no spread", "[statistics]") {
  const float gradient[] = {0, 0};
  const float input[] = {1, 0};
  const ItemStatistics one = item_statistics(gradient, input, 2, 0);
  CHECK(std::isnan(one.foreground_share));
  CHECK(std::isnan(one.spread));
  CHECK(one.strength == 0);
  CHECK(one.foreground_pixels == 0.5);
}
