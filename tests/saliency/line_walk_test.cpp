// SPDX-License-Identifier: MIT
#include "saliency/methods/line_walk.hpp"
#include "make_question.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

// 6 inputs, 3 logits, and hidden layers of these sizes.
Perceptron chain_of(const std::vector<arma::uword>& sizes) {
  Perceptron perceptron;
  arma::uword before = 6;
  double phase = 0.2;
  for (const arma::uword size : sizes) {
    perceptron.layers.push_back(
        {irregular(before, size, phase), arma::vectorise(irregular(size, 1, phase + 2))});
    before = size;
    phase += 0.7;
  }
  perceptron.layers.push_back({irregular(before, 3, phase), arma::fvec(3)});
  return perceptron;
}

// (x - b) times the gradients at the rule's points, each point passed by itself.
arma::mat integrated_by_points(const TestQuestion& test, const Question& question,
                               const Quadrature& rule, arma::uword row) {
  arma::mat sums(arma::size(question.inputs), arma::fill::zeros);
  Settings settings;
  settings.sign = "signed";
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    const arma::fvec x = question.inputs.col(item);
    const arma::fvec b(question.baselines.of(item, row), x.n_elem);
    arma::fmat points(x.n_elem, rule.nodes.n_elem);
    for (arma::uword i = 0; i < points.n_cols; ++i) {
      points.col(i) = b + static_cast<float>(rule.nodes(i)) * (x - b);
    }
    Question at_points = test.about(points);
    at_points.classes.fill(question.classes(item));
    const arma::fmat gradients = explained_by("saliency", at_points, settings).attributions;
    for (arma::uword i = 0; i < points.n_cols; ++i) {
      sums.col(item) +=
          rule.weights(i) * arma::conv_to<arma::vec>::from((x - b) % gradients.col(i));
    }
  }
  return sums;
}

}  // namespace

TEST_CASE("a walk along a line sums what its points passed one by one sum", "[saliency][walk]") {
  const arma::fmat inputs = irregular(6, 9, 1.5);
  const std::vector<std::vector<arma::uword>> networks{{16}, {16, 12}, {20, 16, 12}, {9, 8, 7, 6}};
  for (const std::vector<arma::uword>& sizes : networks) {
    INFO(sizes.size() << " hidden layers");
    const TestQuestion test(chain_of(sizes));
    Question question = test.about(inputs);
    question.classes = arma::regspace<arma::uvec>(0, 1, 8);
    for (arma::uword& k : question.classes) k %= 3;
    question.baselines.columns = irregular(6, 2, 4);
    REQUIRE(ReluChain::of(question));
    for (const std::string rule : {"gauss-legendre", "riemann-right", "trapezoid"}) {
      Settings settings;
      settings.rule = rule;
      settings.steps = 30;
      const Quadrature points = quadrature(rule, 30, false);
      const arma::mat wanted = (integrated_by_points(test, question, points, 0) +
                                integrated_by_points(test, question, points, 1)) /
                               2;
      const arma::mat got = arma::conv_to<arma::mat>::from(
          explained_by("integrated-gradients", question, settings).attributions);
      const double largest = arma::abs(wanted).max();
      const double apart = arma::abs(got - wanted).max();
      CHECK(apart <= 1e-5 * largest);
    }
  }
}

TEST_CASE("the exact walk leaves no residual through any number of layers", "[saliency][walk]") {
  for (const std::vector<arma::uword>& sizes :
       std::vector<std::vector<arma::uword>>{{16}, {16, 12}, {20, 16, 12}, {9, 8, 7, 6}}) {
    INFO(sizes.size() << " hidden layers");
    const TestQuestion test(chain_of(sizes));
    const Question question = test.about(irregular(6, 9, 1.5));
    const Explanation exact = explained_by("exact-integrated-gradients", question);
    const double missing = arma::abs(exact.residual).max();
    CHECK(missing <= 2e-5 * arma::abs(exact.difference).max());
    Settings settings;
    settings.steps = 8000;
    settings.rule = "riemann-middle";
    const Explanation fine = explained_by("integrated-gradients", question, settings);
    const auto apart = static_cast<double>(arma::abs(exact.attributions - fine.attributions).max());
    CHECK(apart <= 1e-3 * static_cast<double>(arma::abs(fine.attributions).max()));
  }
}

TEST_CASE("an input at its baseline is attributed nothing by a walk", "[saliency][walk]") {
  const TestQuestion test(chain_of({16, 12}));
  const Question question = test.about(arma::fmat(6, 2, arma::fill::zeros));
  for (const std::string method : {"integrated-gradients", "exact-integrated-gradients"}) {
    CHECK(arma::abs(explained_by(method, question).attributions).max() == 0);
  }
}

TEST_CASE("only a chain of products and Relus is walked along", "[saliency][walk]") {
  const TestQuestion test(chain_of({16, 12}));
  Question question = test.about(irregular(6, 2, 1.5));
  CHECK(ReluChain::of(question)->n_hidden() == 2);
  question.output = Output::probability;
  CHECK_FALSE(ReluChain::of(question));

  // y = W relu(V x) + x: the products and the Relu stand in the order of a chain.
  const TemporaryFolder folder;
  const std::string text =
      "ir_version: 8 opset_import { version: 13 } graph { name: 'g' initializer { " +
      float_tensor("v", "2, 2", "1, -1, 0.5, 2") + " } initializer { " +
      float_tensor("w", "2, 2", "1, 0, 0, 3") +
      " } node { op_type: 'MatMul' name: 'a' input: ['x', 'v'] output: 'a' } "
      "node { op_type: 'Relu' name: 'r' input: 'a' output: 'r' } "
      "node { op_type: 'MatMul' name: 'b' input: ['r', 'w'] output: 'b' } "
      "node { op_type: 'Add' name: 's' input: ['b', 'x'] output: 'y' } input { " +
      float_value("x", "dim { dim_param: 'N' } dim { dim_value: 2 }") + " } output { name: 'y' } }";
  const std::unique_ptr<Network> model = load_onnx(folder.file("past.onnx", onnx_bytes(text)));
  Question past{*model, test.random, test.workers};
  past.item_shape = {2};
  past.inputs = {{1, 2}, {3, -1}};
  past.classes.zeros(2);
  past.keys = {0, 1};
  past.baselines = {arma::fmat(2, 1, arma::fill::zeros), false};
  CHECK_FALSE(ReluChain::of(past));
}
