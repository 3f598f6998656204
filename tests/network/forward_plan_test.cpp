// SPDX-License-Identifier: MIT
#include "network/graph_pass.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;
using Catch::Matchers::Equals;

namespace {

std::vector<float> repeated(std::size_t n, float value) { return std::vector<float>(n, value); }

/// A chain with a skip, a reshape and a branch that leads nowhere wanted. One item's tensors, in
/// elements: x 6, a 60, b 60, c 60 (b + a), f 60 (c itself), y 2; aside 600.
std::unique_ptr<Network> skipping_network() {
  SmallGraph graph({6});
  graph.floats("A", {6, 60}, repeated(360, 0.1F))
      .floats("Y", {60, 2}, repeated(120, 0.01F))
      .floats("Z", {60, 600}, repeated(36000, 1))
      .node("MatMul", {"x", "A"}, "a")
      .node("Tanh", {"a"}, "b")
      .node("Add", {"b", "a"}, "c")
      .node("MatMul", {"a", "Z"}, "aside")
      .node("Flatten", {"c"}, "f")
      .node("MatMul", {"f", "Y"}, "y");
  return graph.network();
}

std::vector<TensorId> ids(const Network& network, const std::vector<std::string>& names) {
  std::vector<TensorId> found;
  for (const std::string& name : names) found.push_back(network.graph().find(name));
  return found;
}

}  // namespace

TEST_CASE("a pass that keeps some tensors gives them as a full one does", "[plan]") {
  const auto network = skipping_network();
  GraphPass full(network->graph());
  const std::vector<std::string> names = {"x", "a", "b", "c", "f", "y", "aside"};
  // Every subset of the tensors, and a smaller block after a larger one.
  for (unsigned subset = 1; subset < 1U << names.size(); ++subset) {
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if ((subset >> i & 1U) != 0) kept.push_back(names[i]);
    }
    GraphPass pass(network->graph(), ids(*network, kept));
    for (const arma::uword n_items : {5, 3}) {
      arma::fmat x(6, n_items);
      for (arma::uword i = 0; i < x.n_elem; ++i) x(i) = static_cast<float>(i % 7) - 3;
      full.forward(x);
      pass.forward(x);
      for (const std::string& name : kept) CHECK(same(pass.tensor(name), full.tensor(name)));
    }
  }
}

TEST_CASE("a pass that keeps the output holds no more than what is alive at once", "[plan]") {
  const auto network = skipping_network();
  const arma::fmat x(6, 10, arma::fill::ones);
  GraphPass full(network->graph());
  full.forward(x);
  // x, a, b, c, aside, y; f is c.
  CHECK(full.n_elements_held() == (6 + 60 + 60 + 60 + 600 + 2) * 10);
  GraphPass pass(network->graph(), ids(*network, {"y"}));
  pass.forward(x);
  // Most is alive where c is made of a and b: 180. What held x then holds one of them.
  CHECK(pass.n_elements_held() <= 180 * 10);
  const arma::uword before = pass.n_elements_held();
  pass.forward(x);
  CHECK(pass.n_elements_held() == before);
}

TEST_CASE("a long chain takes two buffers", "[plan]") {
  SmallGraph graph({100});
  std::string last = "x";
  for (int i = 0; i < 30; ++i) {
    const std::string next = i == 29 ? "y" : "h" + std::to_string(i);
    graph.node("Tanh", {last}, next);
    last = next;
  }
  const auto network = graph.network();
  GraphPass pass(network->graph(), ids(*network, {"y"}));
  pass.forward(arma::fmat(100, 4, arma::fill::ones));
  CHECK(pass.n_elements_held() == 2 * 400);
}

TEST_CASE("a pass says what it does not keep", "[plan]") {
  const auto network = skipping_network();
  GraphPass pass(network->graph(), ids(*network, {"y"}));
  CHECK_THROWS_WITH(pass.tensor("y"),
                    Equals("no forward pass has been made yet; call forward() first"));
  pass.forward(arma::fmat(6, 2, arma::fill::ones));
  CHECK_THROWS_WITH(pass.tensor("a"),
                    Equals("this pass does not keep 'a'; name it when the pass is made"));
  CHECK_THROWS_WITH(pass.gradient("y", arma::fmat(2, 2, arma::fill::ones), "x"),
                    Equals("this pass keeps no tensors for gradients; make a full one"));
}
