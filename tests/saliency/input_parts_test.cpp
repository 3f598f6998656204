// SPDX-License-Identifier: MIT
#include "saliency/methods/input_parts.hpp"
#include "input_networks.hpp"
#include "make_question.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

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

TEST_CASE("maps and masks are laid over the picture among several inputs", "[inputs]") {
  const TestQuestion alone(maps_and_numbers(false));
  const TestQuestion both(maps_and_numbers(true));
  arma::fmat pictures(16, 2);
  for (arma::uword i = 0; i < 32; ++i) pictures(i) = static_cast<float>((i * 7) % 11) / 5 - 0.5F;
  // Score-CAM's weights do not change with what all masked copies gain alike; rise's do.
  const std::string method = GENERATE("guided-grad-cam", "score-cam", "rise");
  const float z = method == "rise" ? 0.0F : 0.7F;
  const arma::fmat items = arma::join_cols(pictures, arma::fmat(3, 2, arma::fill::value(z)));
  const Explanation wanted = explained_by(method, alone.about(pictures, {1, 4, 4}));
  const Explanation found = explained_by(method, both.about(items));
  CAPTURE(method);
  REQUIRE(arma::abs(wanted.attributions).max() > 0);
  // Sums run in another order: a rounding of float32.
  CHECK(arma::approx_equal(found.attributions.head_rows(16), wanted.attributions, "absdiff",
                           1e-5F * arma::abs(wanted.attributions).max()));
  if (found.attributions.n_rows > 16) {
    REQUIRE(found.attributions.n_rows == 19);
    CHECK(arma::abs(found.attributions.tail_rows(3)).max() == 0);
  }
}

TEST_CASE("pictures are wanted where no input, or more than one, is one", "[inputs]") {
  const TestQuestion numbers(tokens_and_numbers());
  CHECK_THROWS_WITH(explained_by("rise", numbers.about(arma::fmat(3, 1, arma::fill::ones))),
                    "rise wants one input of pictures, whose last two dimensions are "
                    "height and width; found inputs x 2, ids 1");
  SmallGraph graph({2, 2});
  graph.input("z", {2, 2}).node("Add", {"x", "z"}, "s").node("Flatten", {"s"}, "y");
  const TestQuestion two(graph.network());
  CHECK_THROWS_WITH(explained_by("rise", two.about(arma::fmat(8, 1, arma::fill::ones))),
                    "rise wants one input of pictures, whose last two dimensions are "
                    "height and width; found inputs x 2 x 2, z 2 x 2");
}
