// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"

#include <catch2/catch.hpp>

using lucarne::he_initialised;
using lucarne::Perceptron;
using lucarne::Random;

TEST_CASE("He initialisation gives weights of variance 2 over inputs and no biases", "[training]") {
  const Perceptron perceptron = he_initialised(200, {300}, 10, Random(42, "test"));
  REQUIRE(perceptron.layers.size() == 2);
  const arma::mat weights = arma::conv_to<arma::mat>::from(perceptron.layers[0].weights);
  REQUIRE(weights.n_rows == 200);
  REQUIRE(weights.n_cols == 300);
  // 60 000 draws: standard error 0.1 / sqrt(60 000) = 0.0004 of the mean, and 0.6 % of the variance
  // (sqrt(2 / n)); four of each are allowed.
  const double mean = arma::mean(arma::vectorise(weights));
  const double variance = arma::var(arma::vectorise(weights));
  CHECK(mean == Approx(0).margin(0.0016));
  CHECK(variance == Approx(2.0 / 200).epsilon(0.024));
  CHECK(perceptron.layers[1].weights.n_rows == 300);
  CHECK(perceptron.layers[1].weights.n_cols == 10);
  CHECK(arma::all(perceptron.layers[0].biases == 0));
}

TEST_CASE("layers of the same size start from different weights", "[training]") {
  const Perceptron perceptron = he_initialised(5, {5, 5}, 5, Random(42, "test"));
  CHECK_FALSE(arma::approx_equal(perceptron.layers[0].weights, perceptron.layers[1].weights,
                                 "absdiff", 1e-3F));
}

TEST_CASE("the seed decides the first weights", "[training]") {
  const arma::fmat one = he_initialised(4, {}, 3, Random(1, "test")).layers[0].weights;
  const arma::fmat again = he_initialised(4, {}, 3, Random(1, "test")).layers[0].weights;
  const arma::fmat two = he_initialised(4, {}, 3, Random(2, "test")).layers[0].weights;
  CHECK(arma::approx_equal(one, again, "absdiff", 0));
  CHECK_FALSE(arma::approx_equal(one, two, "absdiff", 1e-3F));
}
