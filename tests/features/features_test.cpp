// SPDX-License-Identifier: MIT
#include "features/ascent.hpp"
#include "features/placement.hpp"
#include "features/top_samples.hpp"
#include "network/perceptron.hpp"
#include "support/memory_dataset.hpp"
#include "support/test_context.hpp"

#include <lucarne/plugin.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;
using namespace lucarne::features;

extern "C" const PluginRecord* lucarne_plugin();

namespace {

// Two units over pictures of 8 x 8: a bar across in the first, a slope in the second.
arma::fmat picture_weights() {
  arma::fmat weights(64, 2);
  for (arma::uword pixel = 0; pixel < 64; ++pixel) {
    weights(pixel, 0) = pixel / 8 == 3 ? 1.0F : -0.2F;
    weights(pixel, 1) = static_cast<float>(pixel % 8) / 4 - 0.875F;
  }
  return weights;
}

std::unique_ptr<Network> picture_network() {
  Perceptron perceptron;
  perceptron.layers.push_back({picture_weights(), arma::fvec(2, arma::fill::zeros)});
  return make_network(perceptron);
}

MemoryDataset picture_data() {
  arma::fmat inputs(64, 6);
  for (arma::uword i = 0; i < inputs.n_elem; ++i) {
    inputs(i) = static_cast<float>((i * 7 + i / 64 * 3) % 11) / 10;
  }
  return MemoryDataset({8, 8}, {"bar", "slope"}, {{"test", {inputs, {0, 1, 0, 1, 0, 1}}}});
}

Ascent small_ascent() {
  Ascent ascent;
  ascent.canvas = {1, 8, 8, true};
  ascent.steps = 200;
  ascent.jitter = 0;
  ascent.zoom = 0;
  ascent.rotation = 0;
  return ascent;
}

arma::vec drawn(arma::uword n, std::uint64_t item) {
  const Random random(3, "features");
  arma::vec values(n);
  for (arma::uword i = 0; i < n; ++i) values(i) = random.normal(item, i);
  return values;
}

// The gradient of sum(weights . f(x)) is right if the difference quotient along any direction is.
template <class Function>
double slope_along(const Function& f, const arma::vec& at, const arma::vec& direction,
                   const arma::vec& weights) {
  constexpr double h = 1e-5;
  const arma::vec ahead = f(arma::vec(at + h * direction));
  const arma::vec behind = f(arma::vec(at - h * direction));
  return arma::dot(weights, ahead - behind) / (2 * h);
}

}  // namespace

TEST_CASE("waves and colours pass gradients back as finite differences say", "[features]") {
  const Canvas canvas = GENERATE(Canvas{1, 6, 5, true}, Canvas{3, 4, 8, true}, Canvas{1, 1, 7});
  const Parametrisation pictures(canvas, 1);
  const arma::vec at = drawn(pictures.n_parameters(), 1);
  const arma::vec direction = drawn(pictures.n_parameters(), 2);
  const arma::vec weights = drawn(canvas.size(), 3);
  const auto f = [&](const arma::vec& x) { return pictures.picture(x); };
  CHECK(arma::dot(pictures.gradient(weights), direction) ==
        Approx(slope_along(f, at, direction, weights)).epsilon(1e-6));
}

TEST_CASE("the constant wave makes a flat picture, and the first one down a cosine", "[features]") {
  const Parametrisation pictures({1, 4, 4, true}, 1);
  arma::vec parameters(pictures.n_parameters(), arma::fill::zeros);
  parameters(0) = 1;
  // Frequency 0 counts as 1/4: amplitude 4, times the contrast of a quarter and 1 / sqrt(16).
  CHECK(
      arma::approx_equal(pictures.picture(parameters), arma::vec(16).fill(0.25), "absdiff", 1e-12));
  parameters(0) = 0;
  parameters(1) = 1;
  const arma::vec wave = pictures.picture(parameters);
  for (arma::uword pixel = 0; pixel < 16; ++pixel) {
    const double angle = arma::datum::pi / 2 * static_cast<double>(pixel / 4);
    CHECK(wave(pixel) == Approx(std::cos(angle) / 4).margin(1e-12));
  }
}

TEST_CASE("moving a picture by whole pixels copies it, and gradients follow it", "[features]") {
  const Canvas canvas{2, 5, 4, true};
  const arma::vec picture = drawn(canvas.size(), 4);
  const arma::vec shifted = moved(picture, canvas, {0, 1, 1, -2}, 9);
  CHECK(shifted(4) == Approx(picture(2)));
  CHECK(shifted(0) == 9);
  CHECK(shifted(20 + 4 * 4) == Approx(picture(20 + 3 * 4 + 2)));
  const Placement placement{0.3, 1.2, 0.4, -0.7};
  const arma::vec direction = drawn(canvas.size(), 5);
  const arma::vec weights = drawn(canvas.size(), 6);
  const auto f = [&](const arma::vec& x) { return moved(x, canvas, placement, 0.5); };
  CHECK(arma::dot(moved_gradient(weights, canvas, placement), direction) ==
        Approx(slope_along(f, picture, direction, weights)).epsilon(1e-6));
}

TEST_CASE("the gradient of the total variation is that of finite differences", "[features]") {
  const Canvas canvas{2, 4, 3, true};
  const arma::vec at = drawn(canvas.size(), 7);
  const arma::vec direction = drawn(canvas.size(), 8);
  const auto f = [&](const arma::vec& x) {
    arma::vec unused(x.n_elem, arma::fill::zeros);
    return arma::vec{add_total_variation(x, canvas, 2.5, unused)};
  };
  arma::vec gradient(canvas.size(), arma::fill::zeros);
  add_total_variation(at, canvas, 2.5, gradient);
  CHECK(arma::dot(gradient, direction) ==
        Approx(slope_along(f, at, direction, arma::vec{1})).epsilon(1e-6));
}

TEST_CASE("the picture of a linear unit looks like its weights, and its activation rises",
          "[features]") {
  const auto network = picture_network();
  const MemoryDataset data = picture_data();
  const TestContext context(*network, data);
  const std::string layer = network->logits();
  const std::vector<Feature> found = ascended(context, small_ascent(), {{layer, 0}, {layer, 1}});
  const arma::fmat weights = picture_weights();
  for (arma::uword unit = 0; unit < 2; ++unit) {
    const arma::fvec& picture = found[unit].input;
    const arma::fmat likeness = arma::cor(picture, arma::fvec(weights.col(unit)));
    CHECK(likeness(0, 0) > 0.7F);
    CHECK(found[unit].answers);
    CHECK(found[unit].activation > found[unit].history(0) + 1);
    CHECK(picture.min() >= 0);
    CHECK(picture.max() <= 1);
  }
}

TEST_CASE("a unit is the mean of its channel, or the place at its centre", "[features]") {
  // Two channels of 2 x 3.
  const arma::fmat tensor = arma::regspace<arma::fvec>(0, 1, 11);
  CHECK(unit_activations(tensor, {2, 2, 3}, {"conv", 1, false})(0) == Approx(8.5));
  CHECK(unit_activations(tensor, {2, 2, 3}, {"conv", 1, true})(0) == Approx(10));
  CHECK(unit_activations(tensor, {12}, {"fc", 4, true})(0) == Approx(4));
  CHECK(n_units({2, 2, 3}) == 2);
}

TEST_CASE("a unit's picture does not depend on the others", "[features]") {
  const auto network = picture_network();
  const MemoryDataset data = picture_data();
  const TestContext context(*network, data);
  Ascent ascent = small_ascent();
  ascent.steps = 5;
  ascent.jitter = 1;
  ascent.rotation = 20;
  ascent.zoom = 0.1;
  ascent.variation = 0.5;
  const std::string layer = network->logits();
  const std::vector<Feature> both = ascended(context, ascent, {{layer, 0}, {layer, 1}});
  const std::vector<Feature> one = ascended(context, ascent, {{layer, 1}});
  CHECK(arma::approx_equal(both[1].input, one[0].input, "absdiff", 0));
  CHECK_FALSE(arma::approx_equal(both[0].input, one[0].input, "absdiff", 1e-3F));
}

TEST_CASE("the strongest samples stand beside each unit", "[features]") {
  const auto network = picture_network();
  const MemoryDataset data = picture_data();
  const TestContext context(*network, data);
  const Results results = analyse(*std::unique_ptr<Analysis>(lucarne_plugin()->create()), context,
                                  {{"steps", std::int64_t{3}}, {"samples", std::int64_t{2}}}, 4);
  const arma::fmat logits = picture_weights().t() * data.inputs("test", {0, 1, 2, 3, 4, 5});
  const Table& table = results.tables().front();
  REQUIRE(table.rows.size() == 2);
  for (arma::uword unit = 0; unit < 2; ++unit) {
    const arma::frowvec activations = logits.row(unit);
    CHECK(std::get<std::int64_t>(table.rows[unit][3]) ==
          static_cast<std::int64_t>(activations.index_max()));
    CHECK(std::get<double>(table.rows[unit][4]) ==
          Approx(static_cast<double>(activations.max())).epsilon(1e-5));
  }
  CHECK(results.figures().size() == 2);
}

TEST_CASE("units that are not there are refused", "[features]") {
  const auto network = picture_network();
  const MemoryDataset data = picture_data();
  const TestContext context(*network, data);
  const auto refused = [&](const std::map<std::string, Value>& settings, const std::string& words) {
    CHECK_THROWS_WITH(
        analyse(*std::unique_ptr<Analysis>(lucarne_plugin()->create()), context, settings),
        Catch::Matchers::Contains(words));
  };
  refused({{"units", std::vector<std::int64_t>{2}}}, "units from 0 to 1 of layer");
  refused({{"layers", std::vector<std::string>{"fc9"}}}, "layer 'fc9' not in model");
  refused({{"split", std::string("tets")}}, "did you mean 'test'?");
  refused({{"bounds", std::vector<double>{2, 1}}}, "two numbers, the smaller first");
}
