// SPDX-License-Identifier: MIT
#include "errors/confidence.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace lucarne::errors;

TEST_CASE("confidence is the softmax of the largest logit", "[confidence]") {
  // Odds 3 : 1 and 1 : 1 : ... by logarithms; the second is beyond the range of exp.
  const arma::fmat logits{{std::log(3.0F), 1000}, {0, 0}};
  const arma::vec sure = confidence(logits);
  CHECK(sure(0) == Approx(0.75).epsilon(1e-6));  // float logarithm
  CHECK(sure(1) == 1);
}

TEST_CASE("a temperature of 2 takes the square root of the odds", "[confidence]") {
  const arma::fvec logits{std::log(9.0F), 0};
  CHECK(confidence(logits, 2)(0) == Approx(0.75).epsilon(1e-6));  // float logarithm
}

TEST_CASE("double confidences tell apart what is 1 in float", "[confidence]") {
  const arma::vec sure = confidence(arma::fmat{{20, 25}, {0, 0}});
  CHECK(static_cast<float>(sure(0)) == 1.0F);
  CHECK(sure(0) < sure(1));
}

TEST_CASE("mean and median of nothing are not numbers", "[confidence]") {
  CHECK(std::isnan(mean_of({})));
  CHECK(std::isnan(median_of({})));
  CHECK(median_of({0.2, 0.4, 0.9}) == 0.4);
}

TEST_CASE("a box has interpolated quartiles and whiskers at the last value in reach",
          "[confidence]") {
  // Ranks 0 to 4: quartiles at ranks 1 and 3, height 0.1, reach 0.15: 0.1 is outside.
  const BoxSummary box = box_summary({0.7, 0.1, 0.6, 0.5, 0.65});
  CHECK(box.quartile1 == Approx(0.5));
  CHECK(box.median == Approx(0.6));
  CHECK(box.quartile3 == Approx(0.65));
  CHECK(box.low == Approx(0.5));
  CHECK(box.high == Approx(0.7));
  REQUIRE(box.outliers.n_elem == 1);
  CHECK(box.outliers(0) == 0.1);
}

TEST_CASE("quartiles between two values are interpolated", "[confidence]") {
  CHECK(box_summary({0.2, 0.6}).quartile1 == Approx(0.3));
}

TEST_CASE("outliers on the same pixel are drawn once", "[confidence]") {
  arma::vec sample(1000, arma::fill::ones);
  for (arma::uword i = 0; i < 100; ++i) sample(i) = 0.5 + 1e-5 * static_cast<double>(i);
  CHECK(box_summary(sample).outliers.n_elem == 1);
}

TEST_CASE("a single value is a box without height", "[confidence]") {
  const BoxSummary box = box_summary({0.5});
  CHECK((box.low == 0.5 && box.quartile1 == 0.5 && box.high == 0.5));
  CHECK(box.outliers.is_empty());
}

TEST_CASE("the most confident items come first, equals by index", "[confidence]") {
  const arma::vec sure{0.9, 0.5, 0.9, 0.99};
  const arma::uvec ranked = most_confident({0, 1, 2}, sure, 2);
  REQUIRE(ranked.n_elem == 2);
  CHECK(ranked(0) == 0);
  CHECK(ranked(1) == 2);
  CHECK(most_confident({}, sure, 2).is_empty());
}
