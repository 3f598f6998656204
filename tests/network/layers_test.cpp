// SPDX-License-Identifier: MIT
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

TEST_CASE("the Add after a MatMul holds the layer's biases", "[layers]") {
  SmallGraph graph({2});
  graph.floats("W", {2, 3}, {1, 2, 3, 4, 5, 6})
      .floats("b", {3}, {7, 8, 9})
      .node("MatMul", {"x", "W"}, "m")
      .node("Add", {"b", "m"}, "y");
  const auto network = graph.network();
  CHECK(same(network->biases("m_node"), arma::fvec{7, 8, 9}));
  CHECK(same(network->weights("m"), arma::fmat{{1, 2, 3}, {4, 5, 6}}));
  CHECK(network->logits() == "y");
  CHECK(network->probabilities().empty());
}

TEST_CASE("a MatMul that others read too has no biases", "[layers]") {
  SmallGraph graph({2});
  graph.floats("W", {2, 2}, {1, 2, 3, 4})
      .floats("b", {2}, {7, 8})
      .node("MatMul", {"x", "W"}, "m")
      .node("Add", {"m", "b"}, "a")
      .node("Add", {"a", "m"}, "y");
  CHECK(graph.network()->biases("m").is_empty());
}

TEST_CASE("hidden layers are the activations that the logits are computed from", "[layers]") {
  // s closes the network as logits; u leads nowhere.
  SmallGraph graph({2});
  graph.node("Relu", {"x"}, "r")
      .node("Tanh", {"r"}, "t")
      .node("Tanh", {"r"}, "u")
      .node("Sigmoid", {"t"}, "y");
  const auto network = graph.network();
  REQUIRE(network->hidden_layers().size() == 2);
  CHECK(network->hidden_layers()[0].tensor == "r");
  CHECK(network->hidden_layers()[1].tensor == "t");
  CHECK(network->logits() == "y");
}

TEST_CASE("a softmax over rows of an item is not the probabilities", "[layers]") {
  const auto rows = SmallGraph({2, 2}).node("Softmax", {"x"}, "y").network();
  CHECK(rows->probabilities().empty());
  CHECK(rows->logits() == "y");
  const auto whole = SmallGraph({4}).node("Softmax", {"x"}, "y").network();
  CHECK(whole->probabilities() == "y");
  CHECK(whole->logits() == "x");
  CHECK(whole->n_classes() == 4);
}
