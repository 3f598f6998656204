// SPDX-License-Identifier: MIT
#include "network/finite_difference.hpp"
#include "network/graph_pass.hpp"
#include "network/same.hpp"
#include "network/small_graph.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

/// y = x W + z, with x of three and z of two elements.
SmallGraph two_inputs() {
  SmallGraph graph({3});
  graph.input("z", {2})
      .floats("W", {3, 2}, {1, 4, 2, 5, 3, 6})
      .node("MatMul", {"x", "W"}, "product")
      .node("Add", {"product", "z"}, "y");
  return graph;
}

}  // namespace

TEST_CASE("several inputs are fed as one column", "[inputs]") {
  const auto network = two_inputs().network();
  CHECK(network->input_name() == "inputs");
  CHECK(network->input_shape() == Shape{5});
  const std::vector<NetworkInput> inputs = network->inputs();
  REQUIRE(inputs.size() == 2);
  CHECK((inputs[0].name == "x" && inputs[0].shape == Shape{3} && inputs[0].offset == 0));
  CHECK((inputs[1].name == "z" && inputs[1].shape == Shape{2} && inputs[1].offset == 3));
  const auto pass = network->start_pass();
  pass->forward(arma::fmat{{1, 0}, {1, 1}, {1, 0}, {10, 0}, {20, 0}});
  CHECK(same(pass->tensor("y"), arma::fmat{{16, 2}, {35, 5}}));
  CHECK(same(pass->tensor("z"), arma::fmat{{10, 0}, {20, 0}}));
  CHECK_THROWS_WITH(pass->forward(arma::fvec{1, 2, 3}),
                    "items have 3 features, the network's input 'inputs' takes 5 (5)");
}

TEST_CASE("gradients go to all inputs together, or to one by its name", "[inputs]") {
  const auto network = two_inputs().network();
  const auto pass = network->start_pass();
  pass->forward(arma::fmat(5, 1, arma::fill::ones));
  const arma::fvec seed{1, 10};
  CHECK(same(pass->gradient("y", seed, "inputs"), arma::fvec{41, 52, 63, 1, 10}));
  CHECK(same(pass->gradient("y", seed, "x"), arma::fvec{41, 52, 63}));
  CHECK(same(pass->gradient("y", seed, "z"), seed));
  CHECK(difference_to_finite(*network, "y", normal_numbers(5, 2, 4)) < 1e-3);
}

TEST_CASE("tokens beside numbers are checked and get no gradient", "[inputs]") {
  SmallGraph graph({2});
  graph.input("ids", {1}, ElementKind::integers)
      .floats("table", {3, 2}, {1, 2, 3, 4, 5, 6})
      .integers("flat", {0, 2})
      .node("Gather", {"table", "ids"}, "rows")
      .node("Reshape", {"rows", "flat"}, "row")
      .node("Mul", {"x", "row"}, "y");
  const auto network = graph.network();
  CHECK(network->inputs()[1].integral);
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{10, 100, 2});
  CHECK(same(pass->tensor("y"), arma::fvec{50, 600}));
  CHECK(same(pass->gradient("y", arma::fvec{1, 1}, "inputs"), arma::fvec{5, 6, 0}));
  CHECK_THROWS_WITH(pass->forward(arma::fvec{10, 100, 0.5F}),
                    "input 'ids': 0.5 at element 0 of item 0; whole numbers between -16777216 and "
                    "16777216 are wanted");
}

TEST_CASE("a network of several inputs is saved as it was read", "[inputs]") {
  const TemporaryFolder folder;
  save_onnx(*two_inputs().network(), folder.path() / "m.onnx");
  const auto again = load_onnx(folder.path() / "m.onnx");
  CHECK(again->inputs().size() == 2);
  CHECK(again->inputs()[1].name == "z");
  const auto pass = again->start_pass();
  pass->forward(arma::fvec{1, 1, 1, 10, 20});
  CHECK(same(pass->tensor("y"), arma::fvec{16, 35}));
}

TEST_CASE("the joint input's name is free of the network's own", "[inputs]") {
  SmallGraph graph({1});
  graph.input("inputs", {1}).node("Add", {"x", "inputs"}, "y");
  CHECK(graph.network()->input_name() == "inputs_");
}
