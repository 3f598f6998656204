// SPDX-License-Identifier: MIT
#include "make_question.hpp"
#include "saliency/methods/quadrature.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

// Logits w'x + c of six features and two classes.
Perceptron linear_perceptron() {
  Perceptron perceptron;
  perceptron.layers.push_back({irregular(6, 2, 0.3), arma::fvec{0.5F, -0.25F}});
  return perceptron;
}

// One hidden layer of 16 rectified units.
Perceptron rectified_perceptron() {
  Perceptron perceptron;
  perceptron.layers.push_back({irregular(6, 16, 0.1), arma::vectorise(irregular(16, 1, 2))});
  perceptron.layers.push_back({irregular(16, 3, 0.7), arma::fvec(3)});
  return perceptron;
}

// A layer where the method needs one.
std::string layer_for(const Method& method) {
  const bool needed = method.layers == LayerUse::always || method.layers == LayerUse::path;
  return needed ? "fc1" : "";
}

bool near_methods(const arma::fmat& got, const arma::fmat& wanted, double tolerance) {
  return got.n_rows == wanted.n_rows && got.n_cols == wanted.n_cols &&
         arma::approx_equal(got, wanted, "absdiff", static_cast<float>(tolerance));
}

}  // namespace

TEST_CASE("on a linear network the complete methods give weight times input", "[saliency]") {
  const TestQuestion test(linear_perceptron());
  const arma::fmat inputs = irregular(6, 3, 1.5);
  const arma::fmat weights = irregular(6, 2, 0.3);
  arma::fmat wanted = inputs;
  wanted.each_col() %= weights.col(0);
  const Question question = test.about(inputs);
  for (const std::string method :
       {"input-x-gradient", "integrated-gradients", "exact-integrated-gradients",
        "expected-gradients", "gradient-shap", "feature-ablation", "shapley", "shapley-sampling",
        "kernel-shap"}) {
    INFO(method);
    CHECK(near_methods(explained_by(method, question).attributions, wanted, 2e-6));
  }
  Settings one_by_one;
  one_by_one.window = {1};
  CHECK(near_methods(explained_by("occlusion", question, one_by_one).attributions, wanted, 2e-6));
}

TEST_CASE("methods that claim completeness leave no residual", "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  const Question question = test.about(irregular(6, 4, 1.5), {2, 3});
  Settings settings;
  settings.steps = 2000;
  for (const Method& method : all_methods()) {
    if (method.layers == LayerUse::features) continue;  // cam_test.cpp
    settings.layer = layer_for(method);
    INFO(method.name);
    const Explanation explanation = explained_by(std::string(method.name), question, settings);
    CHECK(explanation.residual.is_empty() == !method.complete);
    CHECK(explanation.standard_error.is_empty() == !method.samples);
    if (!method.complete || method.name == "expected-gradients" || method.name == "gradient-shap") {
      continue;
    }
    const double largest = arma::abs(explanation.residual).max();
    CHECK(largest < 2e-3);
  }
}

TEST_CASE("steps are doubled until the residual is below the tolerance", "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  const Question question = test.about(irregular(6, 4, 1.5));
  Settings settings;
  settings.steps = 3;
  const Explanation rough = explained_by("integrated-gradients", question, settings);
  const double missing = arma::abs(rough.residual / rough.difference).max();
  REQUIRE(missing > 1e-3);
  settings.tolerance = 5e-4;
  const Explanation certified = explained_by("integrated-gradients", question, settings);
  const double left = arma::abs(certified.residual / certified.difference).max();
  CHECK(left <= 5e-4);
}

TEST_CASE("exact integrated gradients are what fine steps come near, and leave no residual",
          "[saliency]") {
  Perceptron perceptron = rectified_perceptron();
  perceptron.layers.back() = {irregular(16, 12, 0.9), arma::vectorise(irregular(12, 1, 5))};
  perceptron.layers.push_back({irregular(12, 3, 0.4), arma::fvec(3)});
  const TestQuestion test(perceptron);
  const Question question = test.about(irregular(6, 8, 1.5));
  const Explanation exact = explained_by("exact-integrated-gradients", question);
  const double missing = arma::abs(exact.residual / exact.difference).max();
  CHECK(missing < 1e-5);
  Settings settings;
  settings.steps = 4000;
  settings.rule = "riemann-middle";
  const Explanation fine = explained_by("integrated-gradients", question, settings);
  CHECK(near_methods(exact.attributions, fine.attributions, 5e-3));
}

TEST_CASE("exact integrated gradients refuse what is not piecewise linear", "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  Question question = test.about(irregular(6, 1, 1.5));
  question.output = Output::probability;
  CHECK_THROWS_WITH(explained_by("exact-integrated-gradients", question),
                    "exact-integrated-gradients explains logits: a probability is not piecewise "
                    "linear; choose 'output: logit', or integrated-gradients with a 'tolerance'");
}

TEST_CASE("deeplift's contributions sum to the difference but for rounding", "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  Question question = test.about(irregular(6, 8, 1.5));
  question.baselines = {irregular(6, 3, 4), false};
  const Explanation explanation = explained_by("deeplift-shap", question);
  const double missing = arma::abs(explanation.residual).max();
  CHECK(missing < 1e-5);
}

TEST_CASE("guided backprop stops negative gradients, and all of units that are off", "[saliency]") {
  // Units relu(x0), relu(x1), relu(-x2) with weights 2, -3, 5 at x = (1, 1, 1).
  Perceptron perceptron;
  perceptron.layers.push_back({arma::fmat{{1, 0, 0}, {0, 1, 0}, {0, 0, -1}}, arma::fvec(3)});
  perceptron.layers.push_back({arma::fmat{{2, 0}, {-3, 0}, {5, 0}}, arma::fvec(2)});
  const TestQuestion test(perceptron);
  const Question question = test.about(arma::fmat(3, 1, arma::fill::ones));
  CHECK(
      near_methods(explained_by("guided-backprop", question).attributions, arma::fvec{2, 0, 0}, 0));
  CHECK(
      near_methods(explained_by("deconvolution", question).attributions, arma::fvec{2, 0, -5}, 0));
}

TEST_CASE("without biases and with a small epsilon relevance sums to the logit", "[saliency]") {
  Perceptron perceptron = rectified_perceptron();
  for (Perceptron::Dense& layer : perceptron.layers) layer.biases.zeros();
  const TestQuestion test(perceptron);
  const Question question = test.about(irregular(6, 4, 1.5));
  Settings settings;
  for (const std::string rule : {"epsilon", "z-plus", "gamma"}) {
    INFO(rule);
    settings.lrp_rule = rule;
    const arma::fmat relevance = explained_by("lrp", question, settings).attributions;
    const std::unique_ptr<Pass> pass = test.network->start_pass();
    pass->forward(question.inputs);
    const arma::fmat logits = pass->tensor(test.network->logits());
    for (arma::uword item = 0; item < 4; ++item) {
      const float sum = arma::accu(relevance.col(item));
      CHECK(sum == Approx(logits(0, item)).epsilon(2e-3).margin(2e-3));
    }
  }
}

TEST_CASE("relevance is the same whether a bias is in Gemm or in an Add after MatMul",
          "[saliency]") {
  const TemporaryFolder folder;
  const auto load = [&](const std::string& nodes) {
    return load_onnx(folder.file(
        "d.onnx",
        onnx_bytes("ir_version: 8 opset_import { version: 13 } graph { name: 'g' " + nodes +
                   "initializer { " + float_tensor("w", "3, 2", "1, -2, 0.5, 3, -1, 0.25") +
                   " } initializer { " + float_tensor("b", "2", "0.5, -0.75") + " } input { " +
                   float_value("x", "dim { dim_param: 'N' } dim { dim_value: 3 }") +
                   " } output { name: 'y' } }")));
  };
  const std::unique_ptr<Network> whole =
      load("node { op_type: 'Gemm' name: 'g' input: ['x', 'w', 'b'] output: 'y' } ");
  const std::unique_ptr<Network> split = load(
      "node { op_type: 'MatMul' name: 'm' input: ['x', 'w'] output: 'z' } "
      "node { op_type: 'Add' name: 'a' input: ['z', 'b'] output: 'y' } ");
  const TestQuestion test(linear_perceptron());
  Settings settings;
  for (const std::string rule : {"epsilon", "z-plus", "alpha-beta", "gamma", "w-square", "flat"}) {
    INFO(rule);
    settings.lrp_rule = rule;
    std::vector<arma::fmat> relevance;
    for (const Network* network : {whole.get(), split.get()}) {
      Question question{*network, test.random, test.workers};
      question.inputs = arma::fmat{arma::fvec{1, -2, 3}};
      question.item_shape = {3};
      question.classes = {1};
      question.keys = {0};
      relevance.push_back(explained_by("lrp", question, settings).attributions);
    }
    CHECK(near_methods(relevance[0], relevance[1], 1e-4));
  }
}

TEST_CASE("an average over baselines is the average of their attributions", "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  const arma::fmat inputs = irregular(6, 2, 1.5);
  const arma::fmat baselines = irregular(6, 2, 4);
  for (const std::string method : {"integrated-gradients", "shapley", "kernel-shap", "occlusion"}) {
    INFO(method);
    Question question = test.about(inputs);
    question.baselines = {baselines, false};
    const arma::fmat both = explained_by(method, question).attributions;
    question.baselines.columns = baselines.col(0);
    const arma::fmat first = explained_by(method, question).attributions;
    question.baselines.columns = baselines.col(1);
    const arma::fmat second = explained_by(method, question).attributions;
    CHECK(near_methods(both, arma::fmat((first + second) / 2), 5e-6));
  }
}

TEST_CASE("kernel-shap with all coalitions is the exact Shapley value", "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  const Question question = test.about(irregular(6, 3, 1.5));
  const Explanation regression = explained_by("kernel-shap", question);
  CHECK(
      near_methods(regression.attributions, explained_by("shapley", question).attributions, 5e-6));
  CHECK(regression.standard_error.max() == 0);
}

TEST_CASE("with few draws kernel-shap and shapley-sampling come near the exact value",
          "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  const Question question = test.about(irregular(6, 3, 1.5));
  const arma::fmat exact = explained_by("shapley", question).attributions;
  Settings settings;
  settings.draws = 30;
  for (const std::string method : {"kernel-shap", "shapley-sampling"}) {
    INFO(method);
    const Explanation drawn = explained_by(method, question, settings);
    CHECK(drawn.standard_error.max() > 0);
    const arma::fmat limit = 6 * drawn.standard_error + 0.05F;
    CHECK(arma::all(arma::vectorise(arma::abs(drawn.attributions - exact)) <=
                    arma::vectorise(limit)));
  }
}

TEST_CASE("equal features get equal Shapley values", "[saliency]") {
  Perceptron perceptron = rectified_perceptron();
  perceptron.layers.front().weights.row(3) = perceptron.layers.front().weights.row(1);
  const TestQuestion test(perceptron);
  arma::fmat inputs = irregular(6, 1, 1.5);
  inputs.row(3) = inputs.row(1);
  const arma::fmat values = explained_by("shapley", test.about(inputs)).attributions;
  CHECK(values(3) == Approx(values(1)).epsilon(1e-5));
}

TEST_CASE("lime on a linear network without penalty finds weight times input", "[saliency]") {
  const TestQuestion test(linear_perceptron());
  const arma::fmat inputs = irregular(6, 2, 1.5);
  const arma::fmat weights = irregular(6, 2, 0.3);
  Settings settings;
  settings.ridge = 0;
  settings.draws = 200;
  arma::fmat wanted = inputs;
  wanted.each_col() %= weights.col(0);
  const Explanation explanation = explained_by("lime", test.about(inputs), settings);
  CHECK(near_methods(explanation.attributions, wanted, 1e-5));
  CHECK(explanation.standard_error.max() < 1e-5F);
}

TEST_CASE("every method gives the same bits on one, two and four threads", "[saliency]") {
  // 5 items with many draws, and so many that they are several blocks.
  const std::vector<std::pair<arma::uword, arma::uword>> sizes{{5, 300}, {600, 8}};
  for (const auto& [n_items, draws] : sizes) {
    const Perceptron perceptron = rectified_perceptron();
    const arma::fmat inputs = irregular(6, n_items, 1.5);
    Settings settings;
    settings.draws = draws;
    for (const Method& method : all_methods()) {
      if (method.layers == LayerUse::features) continue;  // cam_test.cpp
      settings.layer = layer_for(method);
      INFO(method.name << ", " << n_items << " items");
      const TestQuestion one(perceptron, 1);
      const std::string name(method.name);
      const Explanation wanted = explained_by(name, one.about(inputs, {2, 3}), settings);
      for (const arma::uword threads : {2, 4}) {
        const TestQuestion several(perceptron, threads);
        const Explanation got = explained_by(name, several.about(inputs, {2, 3}), settings);
        CHECK(arma::approx_equal(got.attributions, wanted.attributions, "absdiff", 0));
        CHECK(arma::approx_equal(got.standard_error, wanted.standard_error, "absdiff", 0));
      }
    }
  }
}

TEST_CASE("an item's attributions do not depend on which items go with it", "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  const Question all = test.about(irregular(6, 5, 1.5), {2, 3});
  Settings settings;
  settings.draws = 300;
  for (const Method& method : all_methods()) {
    if (method.layers == LayerUse::features) continue;  // cam_test.cpp
    settings.layer = layer_for(method);
    INFO(method.name);
    const std::string name(method.name);
    const Explanation together = explained_by(name, all, settings);
    const Explanation alone = explained_by(name, part_of(all, 3, 1), settings);
    // Products of other block widths round differently.
    CHECK(near_methods(alone.attributions, together.attributions.cols(3, 3), 2e-5));
  }
}

TEST_CASE("a probability's gradient is that of the softmax over the logits", "[saliency]") {
  const TestQuestion test(linear_perceptron());
  const arma::fmat inputs = irregular(6, 1, 1.5);
  Question question = test.about(inputs);
  question.output = Output::probability;
  Settings settings;
  settings.sign = "signed";
  const arma::fmat got = explained_by("saliency", question, settings).attributions;
  // Two classes: p = sigma(z0 - z1), so dp/dx = p (1 - p) (w0 - w1).
  const arma::fmat weights = irregular(6, 2, 0.3);
  const arma::fmat difference = weights.col(0) - weights.col(1);
  const float margin = arma::dot(difference, inputs) + 0.75F;
  const float p = 1 / (1 + std::exp(-margin));
  CHECK(near_methods(got, arma::fmat(p * (1 - p) * difference), 1e-6));
}

TEST_CASE("smoothgrad without noise is the gradient with no error", "[saliency]") {
  const TestQuestion test(rectified_perceptron());
  const Question question = test.about(irregular(6, 2, 1.5));
  Settings settings;
  settings.noise = 0;
  settings.sign = "signed";
  const arma::fmat gradient = explained_by("saliency", question, settings).attributions;
  const Explanation smooth = explained_by("smoothgrad", question, settings);
  CHECK(near_methods(smooth.attributions, gradient, 1e-6));
  CHECK(smooth.standard_error.max() == 0);
  CHECK(explained_by("vargrad", question, settings).attributions.max() == 0);
  const arma::fmat squared = explained_by("smoothgrad-squared", question, settings).attributions;
  CHECK(near_methods(squared, arma::square(gradient), 1e-5));
}

TEST_CASE("a Gauss-Legendre rule of n points integrates polynomials of degree 2n - 1",
          "[saliency]") {
  for (const arma::uword n : {1U, 2U, 5U, 50U}) {
    const Quadrature rule = quadrature("gauss-legendre", n, false);
    const auto degree = static_cast<double>(2 * n - 1);
    const double integral = arma::accu(rule.weights % arma::pow(rule.nodes, degree));
    CHECK(integral == Approx(1 / (degree + 1)).epsilon(1e-12));
  }
}

TEST_CASE("the weights of a rule sum to one, but for captum's trapezoid", "[saliency]") {
  for (const std::string rule :
       {"gauss-legendre", "riemann-left", "riemann-right", "riemann-middle", "trapezoid"}) {
    const double sum = arma::accu(quadrature(rule, 10, false).weights);
    CHECK(sum == Approx(1));
  }
  const double captum = arma::accu(quadrature("trapezoid", 10, true).weights);
  CHECK(captum == Approx(0.9));
}
