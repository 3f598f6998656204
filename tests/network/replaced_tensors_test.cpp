// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using Catch::Matchers::Equals;

namespace {

/// a = x^2 passed by twice: y = sum over r (a, reshaped) plus sum over a, each times 2 and 3.
/// So y = 2 sum r^2 + 3 sum a, with r the same memory as a.
std::unique_ptr<Network> branching() {
  SmallGraph graph({4});
  graph.floats("two", {4, 1}, {2, 2, 2, 2})
      .floats("three", {4, 1}, {3, 3, 3, 3})
      .node("Mul", {"x", "x"}, "a")
      .node("Flatten", {"a"}, "r")
      .node("Mul", {"r", "r"}, "s")
      .node("MatMul", {"s", "two"}, "p")
      .node("MatMul", {"a", "three"}, "q")
      .node("Add", {"p", "q"}, "y");
  return graph.network();
}

const arma::fmat points{{1, 0}, {2, 1}, {0, 1}, {1, 3}};

std::string refusal(Pass& pass, const std::string& name, const arma::fmat& values) {
  try {
    pass.forward_from(name, values);
  } catch (const Error& error) {
    return error.what();
  }
  return "taken";
}

}  // namespace

TEST_CASE("a tensor in place of a layer's own changes what depends on it alone", "[replace]") {
  const auto network = branching();
  const auto pass = network->start_pass();
  pass->forward(points);
  // a = (1, 4, 0, 1) and (0, 1, 1, 9): 2 (1 + 16 + 1) + 3 6 = 54; 2 (1 + 1 + 81) + 3 11 = 199
  CHECK(same(pass->tensor("y"), arma::fmat{{54, 199}}));

  // r = 1 everywhere: 2 4 + 3 sum a; a shares r's memory and keeps its values all the same.
  const arma::fmat ones(4, 2, arma::fill::ones);
  pass->forward_from("r", ones);
  CHECK(same(pass->tensor("r"), ones));
  CHECK(same(pass->tensor("a"), arma::fmat(points % points)));
  CHECK(same(pass->tensor("y"), arma::fmat{{26, 41}}));

  // What was put in stays where another tensor is put in before it.
  pass->forward_from("a", 10 * ones);
  CHECK(same(pass->tensor("r"), ones));
  CHECK(same(pass->tensor("y"), arma::fmat{{128, 128}}));

  pass->forward(points);
  CHECK(same(pass->tensor("y"), arma::fmat{{54, 199}}));
  // Without r replaced, what is put in place of a reaches it: 2 4 100 + 3 40.
  pass->forward_from("a", 10 * ones);
  CHECK(same(pass->tensor("r"), arma::fmat(10 * ones)));
  CHECK(same(pass->tensor("y"), arma::fmat{{920, 920}}));
}

TEST_CASE("a replaced tensor counts as an input for gradients", "[replace]") {
  const auto network = branching();
  const auto pass = network->start_pass();
  const arma::fmat seed(1, 2, arma::fill::ones);
  pass->forward(points);
  // d y / d x = (4 a + 3) 2 x
  const arma::fmat whole = (4 * points % points + 3) % (2 * points);
  CHECK(same(pass->gradient("y", seed, "x"), whole));

  const arma::fmat r{{1, 2}, {0, 1}, {3, 0}, {1, 1}};
  pass->forward_from("r", r);
  CHECK(same(pass->gradient("y", seed, "r"), arma::fmat(4 * r)));
  CHECK(same(pass->gradient("y", seed, "x"), arma::fmat(6 * points)));
  CHECK_THROWS_WITH(pass->gradient("s", arma::fmat(4, 2, arma::fill::ones), "x"),
                    Equals("'s' does not depend on 'x'; there is no gradient between them"));

  pass->forward(points);
  CHECK(same(pass->gradient("y", seed, "x"), whole));
}

TEST_CASE("the network's input can be replaced after a forward pass", "[replace]") {
  const auto network = branching();
  const auto pass = network->start_pass();
  pass->forward(points);
  pass->forward_from("x", arma::fmat(4, 2, arma::fill::ones));
  CHECK(same(pass->tensor("y"), arma::fmat{{20, 20}}));
}

TEST_CASE("a tensor that cannot be put in place is refused", "[replace]") {
  const auto network = branching();
  const auto pass = network->start_pass();
  CHECK(refusal(*pass, "a", points) == "no forward pass has been made yet; call forward() first");
  pass->forward(points);
  CHECK(refusal(*pass, "a", arma::fmat(4, 3)) == "values of 4 x 3 given, 'a' is 4 x 2");
  CHECK(refusal(*pass, "a", arma::fmat(3, 2)) == "values of 3 x 2 given, 'a' is 4 x 2");
  CHECK(refusal(*pass, "none", points).starts_with("layer 'none' not in model"));
}
