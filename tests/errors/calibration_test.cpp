// SPDX-License-Identifier: MIT
#include "errors/calibration.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace lucarne::errors;

namespace {

// Three items in four of the first class, each with logits (scale log 3, 0): with scale 1 the
// network gives the first class exactly the 3/4 that it deserves.
arma::fmat honest_logits(float scale) {
  arma::fmat logits(2, 4, arma::fill::zeros);
  logits.row(0).fill(scale * std::log(3.0F));
  return logits;
}
const arma::uvec three_of_four{0, 0, 0, 1};

}  // namespace

TEST_CASE("the calibration error weighs each bin's gap by its items", "[calibration]") {
  // Two bins: (0, 0.5] holds 0.5 (right); (0.5, 1] holds 0.8 and 1.0, one of them right.
  const Reliability bins = reliability({0.5, 0.8, 1.0}, {1, 0, 1}, 2);
  CHECK(bins.count(0) == 1);
  CHECK(bins.count(1) == 2);
  CHECK(bins.accuracy(0) == 1);
  CHECK(bins.accuracy(1) == 0.5);
  CHECK(bins.confidence(1) == Approx(0.9));
  // 1/3 |1 - 0.5| + 2/3 |0.5 - 0.9|
  CHECK(bins.expected_error() == Approx(0.5 / 3 + 0.8 / 3));
}

TEST_CASE("empty bins have no accuracy and do not count", "[calibration]") {
  const Reliability bins = reliability({0.95}, {1}, 10);
  CHECK(std::isnan(bins.accuracy(0)));
  CHECK(bins.expected_error() == Approx(0.05));
  CHECK(std::isnan(reliability({}, {}, 10).expected_error()));
}

TEST_CASE("Wilson's interval of half of ten trials is that of the textbook", "[calibration]") {
  // Centre (0.5 + z^2 / 20) / (1 + z^2 / 10) = 0.5; half width
  // z / (1 + z^2 / 10) sqrt(0.025 + z^2 / 400) with z = 1.959964 is 0.2634.
  const Interval interval = wilson_interval(5, 10);
  CHECK(interval.low == Approx(0.2366).margin(1e-4));
  CHECK(interval.high == Approx(0.7634).margin(1e-4));
  CHECK(wilson_interval(0, 4).low == 0);
  CHECK(wilson_interval(4, 4).high == 1);
}

TEST_CASE("the negative log-likelihood is that of the labels", "[calibration]") {
  // -(3 log(3/4) + log(1/4)) / 4
  CHECK(negative_log_likelihood(honest_logits(1), three_of_four) ==
        Approx(std::log(4) - 0.75 * std::log(3)).epsilon(1e-6));  // float logits
}

TEST_CASE("honest logits have temperature 1", "[calibration]") {
  const Temperature fitted = fit_temperature(honest_logits(1), three_of_four);
  // Logits are floats: relative error of log 3 about 1e-8, of the result a few times that.
  CHECK(fitted.value == Approx(1).epsilon(1e-6));
  CHECK_FALSE(fitted.at_limit);
}

TEST_CASE("logits scaled by a factor have that factor as temperature", "[calibration]") {
  for (const float factor : {0.1F, 0.5F, 2.0F, 7.5F}) {
    const Temperature fitted = fit_temperature(honest_logits(factor), three_of_four);
    CHECK(fitted.value == Approx(factor).epsilon(1e-6));  // float logits
  }
}

TEST_CASE("the fitted temperature is a minimum of the negative log-likelihood", "[calibration]") {
  const arma::fmat logits{{4, 1, -2, 3, 0}, {1, 3, 1, 3.5F, 2}, {0, 0, 2, -1, 2.5F}};
  const arma::uvec labels{0, 1, 1, 0, 2};
  const Temperature fitted = fit_temperature(logits, labels);
  REQUIRE_FALSE(fitted.at_limit);
  const double best = negative_log_likelihood(logits, labels, fitted.value);
  CHECK(best < negative_log_likelihood(logits, labels, fitted.value * 1.01));
  CHECK(best < negative_log_likelihood(logits, labels, fitted.value / 1.01));
}

TEST_CASE("where every item is right the temperature ends at its limit", "[calibration]") {
  const Temperature fitted = fit_temperature(honest_logits(1), {0, 0, 0, 0});
  CHECK(fitted.at_limit);
  CHECK(fitted.value == Temperature::smallest);
}

TEST_CASE("where logits mislead the temperature ends at its upper limit", "[calibration]") {
  const Temperature fitted = fit_temperature(honest_logits(1), {1, 1, 1, 1});
  CHECK(fitted.at_limit);
  CHECK(fitted.value == Temperature::largest);
}

TEST_CASE("logits far beyond the range of exp are fitted", "[calibration]") {
  // Scale 3000: exp(3000 log 3) overflows, and the best temperature is beyond the limit.
  CHECK(fit_temperature(honest_logits(3000), three_of_four).value == Temperature::largest);
  CHECK(fit_temperature(honest_logits(90), three_of_four).value == Approx(90).epsilon(1e-6));
}
