// SPDX-License-Identifier: MIT
#include "make_question.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

// Six inputs, four rectified units, three classes: logits V relu(W x + b) + c.
const arma::fmat in_weights = irregular(6, 4, 0.1);
const arma::fvec in_biases = arma::vectorise(irregular(4, 1, 2));
const arma::fmat out_weights = irregular(4, 3, 0.7);

Perceptron layered_network() {
  Perceptron perceptron;
  perceptron.layers.push_back({in_weights, in_biases});
  perceptron.layers.push_back({out_weights, arma::fvec{1, 2, 3}});
  return perceptron;
}

arma::fmat activations(const arma::fmat& inputs) {
  arma::fmat result = in_weights.t() * inputs;
  result.each_col() += in_biases;
  return arma::clamp(result, 0, 1e9F);
}

bool near_layers(const arma::fmat& got, const arma::fmat& wanted, double tolerance = 1e-5) {
  return arma::size(got) == arma::size(wanted) &&
         arma::approx_equal(got, wanted, "absdiff", static_cast<float>(tolerance));
}

Settings about(const std::string& layer, std::vector<std::int64_t> unit = {}) {
  Settings settings;
  settings.layer = layer;
  settings.unit = std::move(unit);
  settings.sign = "signed";
  return settings;
}

std::string refusal(const std::string& method, const Settings& settings) {
  const TestQuestion test(layered_network());
  try {
    explained_by(method, test.about(irregular(6, 1, 1.5)), settings);
  } catch (const ParameterError& error) {
    return error.parameter() + ": " + error.what();
  }
  return "taken";
}

}  // namespace

TEST_CASE("before a linear rest the layer variants give weight times activation", "[layers]") {
  const TestQuestion test(layered_network());
  const arma::fmat inputs = irregular(6, 3, 1.5);
  const Question question = test.about(inputs);
  const arma::fmat a = activations(inputs);
  const arma::fmat a0 = activations(arma::fmat(6, 1, arma::fill::zeros));
  arma::fmat slopes(4, 3);
  slopes.each_col() = out_weights.col(0);
  arma::fmat products = a;
  products.each_col() %= out_weights.col(0);
  arma::fmat differences = a;
  differences.each_col() -= a0.col(0);
  differences.each_col() %= out_weights.col(0);

  const Settings settings = about("relu1");
  CHECK(near_layers(explained_by("activation", question, settings).attributions, a));
  CHECK(near_layers(explained_by("saliency", question, settings).attributions, slopes));
  CHECK(near_layers(explained_by("internal-influence", question, settings).attributions, slopes));
  for (const std::string method : {"gradient-x-activation", "input-x-gradient", "feature-ablation",
                                   "shapley", "kernel-shap"}) {
    INFO(method);
    CHECK(near_layers(explained_by(method, question, settings).attributions, products));
  }
  for (const std::string method :
       {"integrated-gradients", "gradient-shap", "expected-gradients", "conductance"}) {
    INFO(method);
    const Explanation explanation = explained_by(method, question, settings);
    CHECK(near_layers(explanation.attributions, differences));
    CHECK(explanation.shape == Shape{4});
    const double missing = arma::abs(explanation.residual).max();
    CHECK(missing < 1e-5);
  }
}

TEST_CASE("captum's conductance leaves out what its nodes leave out", "[layers]") {
  // One input, one unit, all weights 1: the layer's value is the place on the path from 0 to 1. The
  // nodes of two-point Gauss-Legendre are (1 -+ 1 / sqrt 3) / 2 apart from 0 and 1.
  Perceptron perceptron;
  perceptron.layers.push_back({arma::fmat(1, 1, arma::fill::ones), arma::fvec(1)});
  perceptron.layers.push_back({arma::fmat(1, 1, arma::fill::ones), arma::fvec(1)});
  const TestQuestion test(perceptron);
  const Question question = test.about(arma::fmat(1, 1, arma::fill::ones));
  Settings settings = about("relu1");
  settings.steps = 1;
  CHECK(near_layers(explained_by("conductance", question, settings).attributions,
                    arma::fmat(1, 1, arma::fill::ones)));
  settings.compat = "captum";
  CHECK(near_layers(explained_by("conductance", question, settings).attributions,
                    arma::fmat(1, 1, arma::fill::value(static_cast<float>(1 / std::sqrt(3.0))))));
}

TEST_CASE("noise of a layer's smooth gradients is the input's", "[layers]") {
  const TestQuestion test(layered_network());
  const arma::fmat inputs = irregular(6, 3, 1.5);
  const Question question = test.about(inputs);
  // To what the Relu puts out the gradient is V whatever the input: noise changes nothing.
  Settings settings = about("relu1");
  settings.draws = 64;
  settings.noise = 0.3;
  const Explanation smooth = explained_by("smoothgrad", question, settings);
  CHECK(smooth.shape == Shape{4});
  arma::fmat slopes(4, 3);
  slopes.each_col() = out_weights.col(0);
  CHECK(near_layers(smooth.attributions, slopes));
  CHECK(smooth.standard_error.max() < 1e-6);
  CHECK(near_layers(explained_by("vargrad", question, settings).attributions,
                    arma::fmat(4, 3, arma::fill::zeros)));
  // To what it takes in the gradient is V where W (x + noise) + b is above zero: its share among
  // the draws, which of a normal number is known.
  settings = about("fc1");
  settings.draws = 4096;
  settings.noise = 0.3;
  const Explanation gated = explained_by("smoothgrad", question, settings);
  for (arma::uword item = 0; item < 3; ++item) {
    const double deviation =
        0.3 * static_cast<double>(inputs.col(item).max() - inputs.col(item).min());
    for (arma::uword unit = 0; unit < 4; ++unit) {
      const double z =
          static_cast<double>(arma::dot(in_weights.col(unit), inputs.col(item)) + in_biases(unit)) /
          (deviation * static_cast<double>(arma::norm(in_weights.col(unit))));
      const double share = 0.5 * std::erfc(-z / std::sqrt(2.0));
      const auto wanted = static_cast<float>(share) * out_weights(unit, 0);
      // Five standard errors: one in two million draws of the seed would lie beyond.
      CHECK(std::abs(gated.attributions(unit, item) - wanted) <=
            5 * gated.standard_error(unit, item) + 1e-5F);
    }
  }
}

TEST_CASE("a unit takes the target's place", "[layers]") {
  const TestQuestion test(layered_network());
  const arma::fmat inputs = irregular(6, 3, 1.5);
  const Question question = test.about(inputs);
  arma::fmat slopes(6, 3);
  slopes.each_col() = in_weights.col(2);
  arma::fmat products = inputs;
  products.each_col() %= in_weights.col(2);
  const Settings settings = about("fc1", {2});
  CHECK(near_layers(explained_by("saliency", question, settings).attributions, slopes));
  for (const std::string method :
       {"input-x-gradient", "integrated-gradients", "exact-integrated-gradients",
        "expected-gradients", "feature-ablation", "shapley"}) {
    INFO(method);
    CHECK(near_layers(explained_by(method, question, settings).attributions, products));
  }
}

TEST_CASE("conductance through all units of a layer adds up to integrated gradients", "[layers]") {
  const TestQuestion test(layered_network());
  const Question question = test.about(irregular(6, 3, 1.5));
  arma::fmat sum(6, 3, arma::fill::zeros);
  for (std::int64_t unit = 0; unit < 4; ++unit) {
    const Explanation one = explained_by("conductance", question, about("fc1", {unit}));
    CHECK(one.residual.is_empty());
    sum += one.attributions;
  }
  CHECK(near_layers(sum, explained_by("integrated-gradients", question).attributions));
}

TEST_CASE("the input can be named as a layer", "[layers]") {
  const TestQuestion test(layered_network());
  const Question question = test.about(irregular(6, 2, 1.5));
  const Settings settings = about(test.network->input_name());
  CHECK(near_layers(explained_by("integrated-gradients", question, settings).attributions,
                    explained_by("integrated-gradients", question).attributions, 0));
}

TEST_CASE("layer variants give the same bits on one, two and four threads", "[layers]") {
  const arma::fmat inputs = irregular(6, 5, 1.5);
  Settings settings = about("fc1");
  settings.draws = 300;
  for (const Method& method : all_methods()) {
    if (method.layers == LayerUse::features || method.layers == LayerUse::units ||
        method.layers == LayerUse::none) {
      continue;
    }
    INFO(method.name);
    const std::string name(method.name);
    const TestQuestion one(layered_network(), 1);
    const Explanation wanted = explained_by(name, one.about(inputs), settings);
    for (const arma::uword threads : {2, 4}) {
      const TestQuestion several(layered_network(), threads);
      const Explanation got = explained_by(name, several.about(inputs), settings);
      CHECK(near_layers(got.attributions, wanted.attributions, 0));
    }
  }
}

TEST_CASE("an unknown layer is refused with those that there are", "[layers]") {
  CHECK(refusal("integrated-gradients", about("fc9")) ==
        "layer: layer 'fc9' not in model; layers are fc1, relu1, logits, probabilities");
  CHECK(refusal("activation", {}) ==
        "layer: method 'activation' attributes to a layer; add 'layer', one of fc1, relu1, "
        "logits, probabilities");
  CHECK(refusal("rise", about("fc1")) ==
        "layer: method 'rise' attributes to the input only; leave 'layer' out, or choose a "
        "method with a layer variant, such as integrated-gradients");
}

TEST_CASE("a unit that is not there is refused", "[layers]") {
  CHECK(refusal("saliency", about("fc1", {4})) ==
        "unit: 'unit' must lie within layer 'fc1' of shape 4; found 4, where 0 to 3 are");
  CHECK(refusal("saliency", about("fc1", {1, 1})) ==
        "unit: 'unit' must be one number or 1 for layer 'fc1' of shape 4; found 2 numbers");
  CHECK(refusal("saliency", about("", {1})) ==
        "unit: 'unit' needs the layer that it belongs to; add 'layer', one of fc1, relu1, "
        "logits, probabilities");
  CHECK(refusal("activation", about("fc1", {1})) ==
        "unit: method 'activation' explains no single unit; leave 'unit' out, or choose saliency "
        "or integrated-gradients");
  Settings settings = about("fc1", {1});
  settings.output = "probability";
  CHECK(refusal("saliency", settings) ==
        "output: with 'unit' the unit's value is explained, which has no probability; choose "
        "'output: logit'");
}
