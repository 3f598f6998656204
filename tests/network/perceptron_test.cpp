// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"
#include "same.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

// 2 inputs, 3 hidden units, 2 classes.
Perceptron small() {
  Perceptron p;
  p.layers.push_back({arma::fmat{{1, -1, 0.5F}, {2, 1, -1}}, arma::fvec{0, 1, -0.5F}});
  p.layers.push_back({arma::fmat{{1, 2}, {-1, 0.5F}, {3, 1}}, arma::fvec{0.25F, -0.25F}});
  return p;
}

}  // namespace

TEST_CASE("a perceptron's nodes bear the promised names", "[network]") {
  const auto network = make_network(small());
  std::vector<std::string> names;
  for (const Layer& layer : network->layers()) {
    names.push_back(layer.name);
    CHECK(layer.tensor == layer.name);
  }
  CHECK(names == std::vector<std::string>{"fc1", "relu1", "logits", "probabilities"});
  CHECK(network->input_name() == "input");
  CHECK(network->input_shape() == Shape{2});
  CHECK(network->n_classes() == 2);
  CHECK(network->logits() == "logits");
  CHECK(network->probabilities() == "probabilities");
  REQUIRE(network->hidden_layers().size() == 1);
  CHECK(network->hidden_layers()[0].name == "relu1");
  CHECK(network->layer("fc1").weighted);
  CHECK_FALSE(network->layer("relu1").weighted);
}

TEST_CASE("a perceptron computes relu of W'x + b layer by layer", "[network]") {
  const auto network = make_network(small());
  const auto pass = network->start_pass();
  // Item (1, 2): fc1 = (1+4, -1+2+1, 0.5-2-0.5) = (5, 2, -2), relu = (5, 2, 0),
  // logits = (5-2+0.25, 10+1-0.25) = (3.25, 10.75).
  // Item (-1, 0): fc1 = (-1, 2, -1), relu = (0, 2, 0), logits = (-2+0.25, 1-0.25).
  pass->forward(arma::fmat{{1, -1}, {2, 0}});
  // Small whole and binary fractions: every step is exact.
  const arma::fmat fc1{{5, -1}, {2, 2}, {-2, -1}};
  const arma::fmat relu1{{5, 0}, {2, 2}, {0, 0}};
  const arma::fmat logits{{3.25F, -1.75F}, {10.75F, 0.75F}};
  CHECK(same(pass->tensor("fc1"), fc1));
  CHECK(same(pass->tensor("relu1"), relu1));
  CHECK(same(pass->tensor("logits"), logits));
  // One rounding more or less of a number below 1.
  CHECK(same(pass->tensor("probabilities"), softmax(logits), 1e-7F));
}

TEST_CASE("the gradient of a logit follows the active units", "[network]") {
  const auto network = make_network(small());
  const auto pass = network->start_pass();
  pass->forward(arma::fmat{{1, -1}, {2, 0}});
  // Item 1: units 1 and 2 active; d logit 1 / d relu = (1, -1, 3);
  // d / d input = 1 (1, 2) - 1 (-1, 1) = (2, 1).
  // Item 2: unit 2 active; class 2: 0.5 (-1, 1).
  const arma::fmat seed = one_hot(arma::uvec{0, 1}, 2);
  const arma::fmat to_input = pass->gradient("logits", seed, "input");
  CHECK(same(to_input, arma::fmat{{2, -0.5F}, {1, 0.5F}}));
  const arma::fmat to_hidden = pass->gradient("logits", seed, "relu1");
  CHECK(same(to_hidden, arma::fmat{{1, 2}, {-1, 0.5F}, {3, 1}}));
}

TEST_CASE("weights are inputs x units, biases one a unit", "[network]") {
  const Perceptron p = small();
  const auto network = make_network(p);
  CHECK(same(network->weights("fc1"), p.layers[0].weights));
  CHECK(same(network->biases("logits"), p.layers[1].biases));
  CHECK_THROWS_WITH(network->weights("relu1"),
                    "layer 'relu1' with a weight matrix wanted; layers with weights are fc1, "
                    "logits");
}

TEST_CASE("layers of a perceptron that do not fit together are refused", "[network]") {
  Perceptron p = small();
  p.layers[1].weights = arma::fmat(4, 2, arma::fill::ones);
  CHECK_THROWS_WITH(make_network(p),
                    "layer 2 of a perceptron: weights 4 x 2 with 2 biases, wanted 3 inputs and "
                    "one bias a unit");
  CHECK_THROWS_WITH(make_network(Perceptron{}), "a perceptron without layers");
}

TEST_CASE("weights that are not finite are refused by name", "[network]") {
  Perceptron p = small();
  p.layers[1].weights(2, 1) = arma::Datum<float>::nan;
  CHECK_THROWS_WITH(make_network(p),
                    Catch::Contains("tensor 'logits.weight' holds nan at element 5 of 6"));
}
