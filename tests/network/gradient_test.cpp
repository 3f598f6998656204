// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "network/perceptron.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;
using Ints = std::int64_t;

namespace {

constexpr double difference_tolerance = 1e-3;  // see finite_difference.hpp

std::vector<float> numbers(arma::uword count, std::uint64_t stream) {
  return arma::conv_to<std::vector<float>>::from(arma::vectorise(normal_numbers(count, 1, stream)));
}

/// The gradient of an operator of one input on items of shape 2 x 3.
double one_operator(const std::string& op, int opset = 13,
                    std::map<std::string, Attribute> attributes = {}) {
  const auto network =
      SmallGraph({2, 3}, opset).node(op, {"x"}, "y", std::move(attributes)).network();
  return difference_to_finite(*network, "y", normal_numbers(6, 4, 1));
}

/// A perceptron whose pre-activations stay away from the kink of the ReLU by more than the step
/// moves them.
std::unique_ptr<Network> perceptron(const arma::fmat& inputs) {
  for (std::uint64_t stream = 10;; stream += 10) {
    Perceptron p;
    p.layers.push_back({normal_numbers(6, 8, stream), arma::fvec(numbers(8, stream + 1))});
    p.layers.push_back({normal_numbers(8, 5, stream + 2) / 3, arma::fvec(numbers(5, stream + 3))});
    p.layers.push_back({normal_numbers(5, 3, stream + 4) / 2, arma::fvec(numbers(3, stream + 5))});
    auto network = make_network(p);
    const auto pass = network->start_pass();
    pass->forward(inputs);
    const float nearest =
        std::min(arma::abs(pass->tensor("fc1")).min(), arma::abs(pass->tensor("fc2")).min());
    if (nearest > 0.1F) return network;
  }
}

}  // namespace

TEST_CASE("each operator's gradient agrees with finite differences", "[gradient]") {
  CHECK(one_operator("Sigmoid") < difference_tolerance);
  CHECK(one_operator("Tanh") < difference_tolerance);
  CHECK(one_operator("Identity") < difference_tolerance);
  CHECK(one_operator("Flatten") < difference_tolerance);
  CHECK(one_operator("Softmax") < difference_tolerance);
  CHECK(one_operator("Softmax", 13, {{"axis", Ints{1}}}) < difference_tolerance);
  CHECK(one_operator("Softmax", 12) < difference_tolerance);

  // Inputs away from the kink.
  arma::fmat x = normal_numbers(6, 4, 1);
  x.transform([](float value) { return value < 0 ? value - 0.1F : value + 0.1F; });
  const auto relu = SmallGraph({2, 3}).node("Relu", {"x"}, "y").network();
  CHECK(difference_to_finite(*relu, "y", x) < difference_tolerance);

  const auto reshape = SmallGraph({2, 3})
                           .integers("s", {-1, 3, 2})
                           .node("Reshape", {"x", "s"}, "r")
                           .node("Sigmoid", {"r"}, "y")
                           .network();
  CHECK(difference_to_finite(*reshape, "y", x) < difference_tolerance);

  const auto add = SmallGraph({2, 3}).floats("c", {2, 1}, {1, 2}).node("Add", {"c", "x"}, "y");
  CHECK(difference_to_finite(*add.network(), "y", x) < difference_tolerance);

  for (const Ints transposed : {0, 1}) {
    const Shape shape = transposed == 1 ? Shape{4, 6} : Shape{6, 4};
    const auto gemm = SmallGraph({6})
                          .floats("B", shape, numbers(24, 2))
                          .floats("C", {4}, numbers(4, 3))
                          .node("Gemm", {"x", "B", "C"}, "y",
                                {{"transB", transposed}, {"alpha", 0.5F}, {"beta", 3.0F}})
                          .network();
    CHECK(difference_to_finite(*gemm, "y", x) < difference_tolerance);
  }
  const auto product =
      SmallGraph({2, 3}).floats("B", {3, 4}, numbers(12, 2)).node("MatMul", {"x", "B"}, "y");
  CHECK(difference_to_finite(*product.network(), "y", x) < difference_tolerance);
}

TEST_CASE("gradients of a perceptron's logits and probabilities agree with finite differences",
          "[gradient]") {
  const arma::fmat x = normal_numbers(6, 4, 1);
  const auto network = perceptron(x);
  CHECK(difference_to_finite(*network, "logits", x) < difference_tolerance);
  CHECK(difference_to_finite(*network, "probabilities", x) < difference_tolerance);
  CHECK(difference_to_finite(*network, "relu2", x) < difference_tolerance);
  CHECK(difference_to_finite(*network, "fc1", x) < difference_tolerance);
}

TEST_CASE("the gradient to a hidden tensor is that of the rest of the network", "[gradient]") {
  const arma::fmat x = normal_numbers(6, 4, 1);
  const auto whole = perceptron(x);
  const auto pass = whole->start_pass();
  pass->forward(x);
  // The rest, made a network of its own, fed with the hidden tensor.
  Perceptron rest;
  for (const std::string layer : {"fc2", "logits"}) {
    rest.layers.push_back({whole->weights(layer), whole->biases(layer)});
  }
  const auto part = make_network(rest);
  const auto part_pass = part->start_pass();
  part_pass->forward(pass->tensor("relu1"));
  const arma::fmat seed = normal_numbers(3, 4, 5);
  for (const std::string of : {"logits", "probabilities"}) {
    CHECK(same(pass->gradient(of, seed, "relu1"), part_pass->gradient(of, seed, "input")));
    CHECK(difference_to_finite(*part, of, pass->tensor("relu1")) < difference_tolerance);
  }
}

TEST_CASE("a tensor that two nodes read gets both gradients", "[gradient]") {
  // y = tanh(x) + sigmoid(x), each reader before and after the other in the file.
  SmallGraph both({3});
  both.node("Tanh", {"x"}, "t").node("Sigmoid", {"x"}, "s").node("Add", {"t", "s"}, "y");
  CHECK(difference_to_finite(*both.network(), "y", normal_numbers(3, 4, 1)) < difference_tolerance);

  // d (x + x) / dx = 2, exactly.
  const auto twice = SmallGraph({3}).node("Add", {"x", "x"}, "y").network();
  const auto pass = twice->start_pass();
  pass->forward(normal_numbers(3, 2, 1));
  CHECK(same(pass->gradient("y", arma::fmat(3, 2, arma::fill::ones), "x"),
             arma::fmat(3, 2, arma::fill::value(2.0F))));
}

TEST_CASE("a residual connection adds its gradient to the branch's", "[gradient]") {
  SmallGraph residual({4});
  residual.floats("W", {4, 4}, numbers(16, 2))
      .node("MatMul", {"x", "W"}, "m")
      .node("Tanh", {"m"}, "t")
      .node("Add", {"t", "x"}, "a")
      .node("Softmax", {"a"}, "y");
  CHECK(difference_to_finite(*residual.network(), "y", normal_numbers(4, 3, 1)) <
        difference_tolerance);
  CHECK(difference_to_finite(*residual.network(), "a", normal_numbers(4, 3, 1)) <
        difference_tolerance);
}

TEST_CASE("a Relu that is used twice counts once for each use", "[gradient]") {
  // y = relu(W relu(W x)): the same weights, two Relu nodes.
  SmallGraph twice({2});
  twice.floats("W", {2, 2}, {1, -1, 2, 1})
      .node("MatMul", {"x", "W"}, "a")
      .node("Relu", {"a"}, "b")
      .node("MatMul", {"b", "W"}, "c")
      .node("Relu", {"c"}, "y");
  const auto network = twice.network();
  const auto pass = network->start_pass();
  // x = (3, 1): a = (3+2, -3+1) = (5, -2), b = (5, 0), c = (5, -5), y = (5, 0).
  pass->forward(arma::fvec{3, 1});
  REQUIRE(same(pass->tensor("y"), arma::fvec{5, 0}));
  // Only a_1 and c_1 are active: dy_1 / dx = W_11 (W_11, W_21) = (1, 2); y_2 is flat.
  CHECK(same(pass->gradient("y", arma::fvec{1, 1}, "x"), arma::fvec{1, 2}));
  CHECK(same(pass->gradient("y", arma::fvec{0, 1}, "x"), arma::fvec{0, 0}));
}

TEST_CASE("only paths through the named tensor count", "[gradient]") {
  // f = flatten(x) shares x's memory; y = f + relu(f). To r: 1; to f: 1 + (x > 0).
  SmallGraph graph({1, 2});
  graph.node("Flatten", {"x"}, "f").node("Relu", {"f"}, "r").node("Add", {"f", "r"}, "y");
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, -1});
  const arma::fvec ones{1, 1};
  CHECK(same(pass->gradient("y", ones, "r"), ones));
  CHECK(same(pass->gradient("y", ones, "f"), arma::fvec{2, 1}));
  CHECK(same(pass->gradient("y", ones, "x"), arma::fvec{2, 1}));
  CHECK(same(pass->gradient("f", ones, "x"), ones));
  CHECK(same(pass->gradient("y", ones, "y"), ones));

  // g = identity(x) is read beside x itself: the path from x to y that avoids g is not g's.
  SmallGraph beside({2});
  beside.node("Identity", {"x"}, "g").node("Add", {"g", "x"}, "y");
  const auto other = beside.network();
  const auto other_pass = other->start_pass();
  other_pass->forward(arma::fvec{1, -1});
  CHECK(same(other_pass->gradient("y", ones, "g"), ones));
  CHECK(same(other_pass->gradient("y", ones, "x"), arma::fvec{2, 2}));
}

TEST_CASE("a gradient does not depend on the gradients asked for before", "[gradient]") {
  const arma::fmat x = normal_numbers(6, 4, 1);
  const auto network = perceptron(x);
  const auto pass = network->start_pass();
  pass->forward(x);
  const arma::fmat seed = normal_numbers(3, 4, 5);
  const arma::fmat first = pass->gradient("logits", seed, "input");
  pass->gradient("probabilities", 3 * seed, "relu1");
  pass->forward(normal_numbers(6, 9, 2));
  pass->gradient("logits", normal_numbers(3, 9, 6), "input");
  pass->forward(x);
  CHECK(same(pass->gradient("logits", seed, "input"), first));
}

TEST_CASE("tensors and gradients go by a layer's name as by its tensor's", "[gradient]") {
  const auto network =
      SmallGraph({2}).node("Tanh", {"x"}, "t").node("Sigmoid", {"t"}, "y").network();
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, -2});
  CHECK(&pass->tensor("t_node") == &pass->tensor("t"));
  const arma::fvec seed{1, 3};
  CHECK(same(pass->gradient("y_node", seed, "t_node"), pass->gradient("y", seed, "t")));
  CHECK_FALSE(same(pass->gradient("y_node", seed, "t_node"), pass->gradient("y", seed, "x")));
}

TEST_CASE("a gradient that cannot be is refused by name", "[gradient]") {
  const arma::fmat x = normal_numbers(6, 4, 1);
  const auto network = perceptron(x);
  const auto pass = network->start_pass();
  CHECK_THROWS_WITH(pass->tensor("fc1"), "no forward pass has been made yet; call forward() first");
  pass->forward(x);
  CHECK_THROWS_WITH(pass->gradient("fc1", arma::fmat(8, 4), "relu1"),
                    "'fc1' does not depend on 'relu1'; there is no gradient between them");
  CHECK_THROWS_WITH(pass->gradient("logits", arma::fmat(3, 5), "input"),
                    "seed of 3 x 5 given, 'logits' is 3 x 4");
  CHECK_THROWS_WITH(pass->gradient("fc9", arma::fmat(3, 4), "input"),
                    "layer 'fc9' not in model; layers are fc1, relu1, fc2, relu2, logits, "
                    "probabilities");
  CHECK_THROWS_WITH(pass->forward(arma::fmat(5, 4)),
                    "items have 5 features, the network's input 'input' takes 6 (6)");
}

TEST_CASE("a second batch of the same size uses the same memory", "[gradient]") {
  const arma::fmat x = normal_numbers(6, 4, 1);
  const auto network = perceptron(x);
  const auto pass = network->start_pass();
  pass->forward(x);
  std::vector<const float*> places;
  for (const Layer& layer : network->layers()) {
    places.push_back(pass->tensor(layer.name).memptr());
  }
  pass->forward(2 * x);
  for (std::size_t i = 0; i < places.size(); ++i) {
    CHECK(pass->tensor(network->layers()[i].name).memptr() == places[i]);
  }
}

TEST_CASE("a batch of no items passes forward and in reverse", "[gradient]") {
  const auto network = perceptron(normal_numbers(6, 4, 1));
  const auto pass = network->start_pass();
  pass->forward(arma::fmat(6, 0));
  CHECK(pass->tensor("probabilities").n_rows == 3);
  CHECK(pass->gradient("logits", arma::fmat(3, 0), "input").n_cols == 0);
}
