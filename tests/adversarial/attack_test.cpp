// SPDX-License-Identifier: MIT
#include "adversarial/attack.hpp"

#include "adversarial/search.hpp"
#include "network/perceptron.hpp"
#include "support/memory_dataset.hpp"
#include "support/test_context.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::adversarial;

namespace {

// logit 0 - logit 1 = 3 x0 - 4 x1: an item's distance to the border is |3 x0 - 4 x1| over 7 in the
// largest element, and over 5 in length.
std::unique_ptr<Network> planar_network(float scale = 1) {
  Perceptron perceptron;
  perceptron.layers.push_back(
      {arma::fmat{{2 * scale, -scale}, {-scale, 3 * scale}}, arma::fvec(2, arma::fill::zeros)});
  return make_network(perceptron);
}

Victims planar_victims(double radius) {
  const arma::fmat inputs{{1, -1, 0.5F}, {0.5F, 0, 1}};
  return {inputs, {0, 1, 1}, {0, 1, 2}, arma::vec(3).fill(radius)};
}

const MemoryDataset no_data({2}, {}, {});

}  // namespace

TEST_CASE("a single step goes the whole radius along the signs of the gradient", "[attack]") {
  const auto network = planar_network();
  const TestContext context(*network, no_data);
  const Attacked found = attacked(context, single_step({}), planar_victims(0.25));
  // Away from class 0: against (3, -4); away from class 1: along it.
  const arma::fmat expected{{0.75F, -0.75F, 0.75F}, {0.75F, -0.25F, 0.75F}};
  CHECK(arma::approx_equal(found.inputs, expected, "absdiff", 1e-6F));
  CHECK(found.predicted(0) == 1);
  CHECK(found.predicted(1) == 1);
  CHECK(found.predicted(2) == 1);
}

TEST_CASE("a single step in length goes along the gradient itself", "[attack]") {
  const auto network = planar_network();
  const TestContext context(*network, no_data);
  Attack attack = single_step({});
  attack.norm = Norm::l2;
  attack.sign_steps = false;
  const Attacked found = attacked(context, attack, planar_victims(0.5));
  const arma::fmat expected{{0.7F, -0.7F, 0.8F}, {0.9F, -0.4F, 0.6F}};
  CHECK(arma::approx_equal(found.inputs, expected, "absdiff", 1e-6F));
}

TEST_CASE("a targeted attack goes towards its class", "[attack]") {
  const auto network = planar_network();
  const TestContext context(*network, no_data);
  Attack attack = single_step({});
  attack.targeted = true;
  Victims victims = planar_victims(1);
  victims.classes = {1, 0, 0};
  const Attacked found = attacked(context, attack, victims);
  CHECK(arma::all(found.predicted == victims.classes));
}

TEST_CASE("many steps from a random start end in the ball and in the bounds", "[attack]") {
  const auto network = planar_network();
  const TestContext context(*network, no_data);
  Attack attack;
  attack.random_start = true;
  attack.lower = -0.9;
  attack.upper = 0.9;
  const Norm norm = GENERATE(Norm::linf, Norm::l2);
  attack.norm = norm;
  attack.sign_steps = norm == Norm::linf;
  const Victims victims = planar_victims(0.2);
  const arma::fmat found = attacked(context, attack, victims).inputs;
  CHECK(found.min() >= -0.9F);
  CHECK(found.max() <= 0.9F);
  for (arma::uword item = 1; item < 2; ++item) {
    const arma::fvec moved = found.col(item) - victims.inputs.col(item);
    const double size =
        static_cast<double>(norm == Norm::linf ? arma::abs(moved).max() : arma::norm(moved));
    CHECK(size <= 0.2 + 1e-6);
  }
}

TEST_CASE("a network that is certain to rounding is attacked all the same", "[attack]") {
  // Logits differ by some hundreds: the softmax is 1 and its gradient 0 in float and in double.
  const auto network = planar_network(400);
  const TestContext context(*network, no_data);
  const Attacked found = attacked(context, single_step({}), planar_victims(0.25));
  CHECK(static_cast<double>(found.inputs(0, 0)) == Approx(0.75));
  CHECK(static_cast<double>(found.inputs(1, 0)) == Approx(0.75));
}

TEST_CASE("bisection finds each item's distance to the border", "[attack]") {
  const auto network = planar_network();
  const TestContext context(*network, no_data);
  Attack attack;
  const Norm norm = GENERATE(Norm::linf, Norm::l2);
  attack.norm = norm;
  attack.sign_steps = norm == Norm::linf;
  const Search found =
      search(context, attack, planar_victims(0), {0, 1, 1}, {0.05, 0.22, 0.55, 0.9}, 0.55, 20);
  const double size = norm == Norm::linf ? 7 : 5;
  CHECK(found.smallest(0) == Approx(1 / size).epsilon(1e-4));
  CHECK(found.smallest(1) == Approx(3 / size).epsilon(1e-4));
  CHECK(found.smallest(2) == Approx(2.5 / size).epsilon(1e-4));
  for (arma::uword k = 0; k < 4; ++k) {
    const arma::vec distances = arma::vec{1, 3, 2.5} / size;
    const arma::uvec standing = arma::find(distances > found.radii(k));
    CHECK(found.accuracy(k) == Approx(static_cast<double>(standing.n_elem) / 3));
  }
}

TEST_CASE("an item that is wrong from the start has radius 0, one out of reach has none",
          "[attack]") {
  const auto network = planar_network();
  const TestContext context(*network, no_data);
  Victims victims = planar_victims(0);
  victims.classes = {0, 0, 1};
  const Search found = search(context, {}, victims, {0, 1, 1}, {0.2}, 0.2, 3);
  CHECK(found.smallest(1) == 0);
  CHECK(found.smallest(2) == arma::datum::inf);
  CHECK(found.smallest(0) < 0.2);
  CHECK(found.accuracy(0) == Approx(1.0 / 3));
  CHECK(arma::approx_equal(arma::fvec(found.adversarial.col(1)), arma::fvec(victims.inputs.col(1)),
                           "absdiff", 0));
}
