// SPDX-License-Identifier: MIT
#include "saliency/methods/input_parts.hpp"
#include "make_question.hpp"
#include "network/small_graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

/// y = x * row of the table that ids names, with x of two elements and one token.
std::unique_ptr<Network> tokens_and_numbers() {
  SmallGraph graph({2});
  graph.input("ids", {1}, ElementKind::integers)
      .floats("table", {3, 2}, {1, 2, 3, 4, 5, 6})
      .integers("flat", {0, 2})
      .node("Gather", {"table", "ids"}, "rows")
      .node("Reshape", {"rows", "flat"}, "row")
      .node("Mul", {"x", "row"}, "y");
  return graph.network();
}

/// y = (sum of x) + (sum of z), with x of 2 x 2 and z of three elements.
std::unique_ptr<Network> picture_and_numbers() {
  SmallGraph graph({2, 2});
  graph.input("z", {3})
      .integers("flat", {0, 4})
      .floats("w", {7, 1}, {1, 1, 1, 1, 1, 1, 1})
      .node("Reshape", {"x", "flat"}, "row")
      .node("Concat", {"row", "z"}, "both", {{"axis", std::int64_t{1}}})
      .node("MatMul", {"both", "w"}, "y");
  return graph.network();
}

}  // namespace

TEST_CASE("the inputs of a network are known by name, shape and kind", "[inputs]") {
  const auto network = tokens_and_numbers();
  const std::vector<InputPart> parts = input_parts(*network);
  REQUIRE(parts.size() == 2);
  CHECK((parts[0].name == "x" && parts[0].shape == Shape{2} && parts[0].first == 0));
  CHECK_FALSE(parts[0].integral);
  CHECK((parts[1].name == "ids" && parts[1].shape == Shape{1} && parts[1].first == 2));
  CHECK(parts[1].integral);
  SmallGraph one({3});
  one.node("Relu", {"x"}, "y");
  CHECK(input_parts(*one.network()).empty());
}

TEST_CASE("gradients from a baseline leave tokens as the items have them", "[inputs]") {
  const TestQuestion test(tokens_and_numbers());
  Question question = test.about(arma::fmat{{10, 1}, {100, 1}, {2, 0}});
  question.baselines =
      keeping_integers(std::move(question.baselines), *test.network, question.inputs);
  CHECK(question.baselines.one_each);
  CHECK(question.baselines.columns(2, 0) == 2);
  const Explanation found = explained_by("integrated-gradients", question);
  // Class 0 is x0 times the first of the row: 5 of token 2, 1 of token 0.
  CHECK(found.attributions(0, 0) == Approx(50));
  CHECK(found.attributions(0, 1) == Approx(1));
  CHECK(found.attributions(1, 0) == 0);
  CHECK(found.attributions(2, 0) == 0);
  CHECK(std::abs(found.residual(0)) < 1e-4);
  Baselines many{arma::fmat(3, 2, arma::fill::zeros), false};
  CHECK_FALSE(keeping_integers(many, *test.network, question.inputs).one_each);
}

TEST_CASE("windows and blocks stay within one input", "[inputs]") {
  const TestQuestion test(picture_and_numbers());
  const Question question = test.about(arma::fmat(7, 1, arma::fill::ones));
  Settings settings;
  settings.window = {2};
  const Explanation found = explained_by("occlusion", question, settings);
  // One window hides the picture; two hide two neighbours of z, the one in the middle twice.
  for (arma::uword i = 0; i < 7; ++i) CHECK(found.attributions(i, 0) == Approx(i < 4 ? 4 : 2));
  settings.block = {2};
  const arma::umat groups = groups_of_inputs(settings, question);
  CHECK(arma::all(arma::vectorise(groups) == arma::uvec{0, 0, 0, 0, 1, 1, 2}));
}
