// SPDX-License-Identifier: MIT
#include "saliency/target.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {
const std::vector<std::string> names{"ant", "bee", "7"};
}

TEST_CASE("targets are predicted, true, a class name or a class number", "[target]") {
  CHECK(parse_target("predicted", names, 3) == GradientRequest{Target::predicted, 0});
  CHECK(parse_target("true", names, 3) == GradientRequest{Target::truth, 0});
  CHECK(parse_target("bee", names, 3) == GradientRequest{Target::fixed, 1});
  CHECK(parse_target("1", names, 3) == GradientRequest{Target::fixed, 1});
}

TEST_CASE("a class named by a number is found by its name", "[target]") {
  CHECK(parse_target("7", names, 10) == GradientRequest{Target::fixed, 2});
}

TEST_CASE("an unknown class is refused with the classes", "[target]") {
  CHECK_THROWS_WITH(parse_target("predictd", names, 3),
                    "parameter 'target' must be predicted, true, a class or its number from 0 to "
                    "2; found 'predictd', did you mean 'predicted'?; classes are ant, bee, 7");
  CHECK_THROWS_WITH(
      parse_target("3", {"a", "b"}, 3 - 1),
      Catch::Contains("number from 0 to 1; found '3'") && Catch::Contains("classes are a, b"));
  CHECK_THROWS_AS(parse_target("-1", names, 3), ParameterError);
  CHECK_THROWS_AS(parse_target("1x", names, 3), ParameterError);
}

TEST_CASE("a class of the data that the network does not know is refused", "[target]") {
  CHECK_THROWS_WITH(parse_target("7", names, 2),
                    "parameter 'target' must be a class that the network knows: class '7' is "
                    "number 2, the network has 2 classes");
}

TEST_CASE("the explained class follows the target", "[target]") {
  const arma::uvec labels{0, 1};
  const arma::uvec predicted{1, 1};
  CHECK(explained_classes({Target::predicted}, labels, predicted)(0) == 1);
  CHECK(explained_classes({Target::truth}, labels, predicted)(0) == 0);
  CHECK(explained_classes({Target::fixed, 2}, labels, predicted)(1) == 2);
}
