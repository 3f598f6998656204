// SPDX-License-Identifier: MIT
#include "make_question.hpp"
#include "network/small_graph.hpp"
#include "saliency/methods/coalitions.hpp"
#include "saliency/methods/evaluate.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

Perceptron two_layers() {
  Perceptron perceptron;
  perceptron.layers.push_back({irregular(6, 16, 0.4), arma::vectorise(irregular(16, 1, 2))});
  perceptron.layers.push_back({irregular(16, 3, 0.7), arma::fvec(3)});
  return perceptron;
}

// Half of the features at the baseline, zero.
arma::fmat half_empty(arma::uword items) {
  arma::fmat inputs = irregular(6, items, 1.5);
  for (arma::uword i = 0; i < inputs.n_elem; i += 2) inputs(i) = 0;
  return inputs;
}

// The output with some features of an item at zero, by a pass of its own.
double output_without(const Question& question, arma::uword item, const arma::uvec& absent) {
  arma::fmat input = question.inputs.cols(item, item);
  for (const arma::uword i : absent) input(i) = 0;
  const std::unique_ptr<Pass> pass = question.model.start_pass();
  pass->forward(input);
  return static_cast<double>(pass->tensor(question.model.logits())(question.classes(item)));
}

}  // namespace

TEST_CASE("a sparse column adds what the full one does", "[saliency][first-layer]") {
  const arma::fvec values{0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 3, -4, 0};
  arma::fvec sum(values.n_elem, arma::fill::ones);
  SparseColumn(values.memptr(), values.n_elem).add_to(sum.memptr(), 0.5F);
  const arma::fvec wanted = 1 + 0.5F * values;
  CHECK(arma::approx_equal(sum, wanted, "absdiff", 0));
  const arma::fvec zeros(5, arma::fill::zeros);
  CHECK(SparseColumn(zeros.memptr(), zeros.n_elem).is_empty());
}

TEST_CASE("the first layer of a perceptron is found, with its columns", "[saliency][first-layer]") {
  const TestQuestion test(two_layers());
  const Question question = test.about(half_empty(3));
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  REQUIRE(layer);
  CHECK(layer->tensor() == "fc1");
  CHECK(layer->size() == 16);
  const arma::fmat at_items = layer->outputs(question, question.inputs);
  arma::fvec sum = layer->outputs(question, arma::fmat(6, 1, arma::fill::zeros));
  const std::vector<SparseColumn> columns = layer->columns(question);
  for (arma::uword i = 0; i < 6; ++i) columns[i].add_to(sum.memptr(), question.inputs(i, 1));
  CHECK(arma::approx_equal(sum, at_items.col(1), "absdiff", 1e-5F));
}

TEST_CASE("a network that reads its input past the first layer is taken whole",
          "[saliency][first-layer]") {
  // y = W relu(V x) + U x: the second way goes round the first layer.
  const TemporaryFolder folder;
  const std::string text =
      "ir_version: 8 opset_import { version: 13 } graph { name: 'g' initializer { " +
      float_tensor("v", "2, 2", "1, -1, 0.5, 2") + " } initializer { " +
      float_tensor("u", "2, 2", "1, 0, 0, 3") +
      " } node { op_type: 'MatMul' name: 'a' input: ['x', 'v'] output: 'a' } "
      "node { op_type: 'MatMul' name: 'b' input: ['x', 'u'] output: 'b' } "
      "node { op_type: 'Relu' name: 'r' input: 'a' output: 'r' } "
      "node { op_type: 'Add' name: 's' input: ['r', 'b'] output: 'y' } input { " +
      float_value("x", "dim { dim_param: 'N' } dim { dim_value: 2 }") + " } output { name: 'y' } }";
  const std::unique_ptr<Network> model = load_onnx(folder.file("two_ways.onnx", onnx_bytes(text)));
  const TestQuestion test(two_layers());
  Question question{*model, test.random, test.workers};
  question.item_shape = {2};
  question.inputs = {{1, 2}, {3, -1}};
  question.classes.zeros(2);
  question.keys = {0, 1};
  question.baselines = {arma::fmat(2, 1, arma::fill::zeros), false};
  CHECK_FALSE(FirstLayer::of(question));
  Settings settings;
  settings.steps = 200;
  const Explanation explanation = explained_by("integrated-gradients", question, settings);
  CHECK(arma::abs(explanation.residual).max() < 0.02);
}

TEST_CASE("windows and coalitions give what separate passes give", "[saliency][first-layer]") {
  const TestQuestion test(two_layers(), 2);
  const Question question = test.about(half_empty(5), {2, 3});
  const arma::mat falls = coalition_outputs(
      question, 3, [](arma::uword, arma::uword c, arma::uword group) { return group % 3 != c; });
  Settings settings;
  settings.window = {1, 3};
  settings.stride = {1, 3};
  const arma::fmat occluded = explained_by("occlusion", question, settings).attributions;
  for (arma::uword item = 0; item < 5; ++item) {
    for (arma::uword c = 0; c < 3; ++c) {
      CHECK(falls(c, item) == Approx(output_without(question, item, {c, c + 3})).margin(1e-5));
    }
    const double whole = output_without(question, item, {});
    const double first = whole - output_without(question, item, {0, 1, 2});
    CHECK(static_cast<double>(occluded(1, item)) == Approx(first).margin(1e-5));
  }
}

TEST_CASE("columns of a convolution that are read off its weights are those of unit inputs",
          "[saliency][first-layer]") {
  const arma::fmat kernels = irregular(3 * 2 * 6, 1, 0.3);
  const arma::fmat weights = irregular(36, 2, 0.8);
  SmallGraph graph({96});
  graph.integers("shape", {-1, 2, 8, 6})
      .floats("K", {3, 2, 3, 2}, {kernels.begin(), kernels.end()})
      .floats("B", {3}, {0.3F, -0.2F, 0.1F})
      .floats("V", {36, 2}, {weights.begin(), weights.end()})
      .node("Reshape", {"x", "shape"}, "picture")
      .node("Conv", {"picture", "K", "B"}, "c",
            {{"strides", std::vector<std::int64_t>{2, 2}},
             {"pads", std::vector<std::int64_t>{1, 0, 1, 1}}})
      .node("Flatten", {"c"}, "flat")
      .node("Gemm", {"flat", "V"}, "y");
  const TestQuestion test(graph.network(), 2);
  const Question question = test.about(irregular(96, 2, 1.5));
  // 14 lines, and 2 channels in 12 colours: three rows by two columns read together, at most.
  CHECK_FALSE(FirstLayer::worthwhile(question, 4 * (14 + 12) - 1));
  const std::optional<FirstLayer> layer = FirstLayer::worthwhile(question, 4 * (14 + 12));
  REQUIRE(layer);
  const std::vector<SparseColumn> found = layer->columns(question);
  const std::vector<SparseColumn> expected = FirstLayer::of(question)->columns(question);
  REQUIRE(found.size() == expected.size());
  for (arma::uword i = 0; i < found.size(); ++i) {
    arma::fvec apart(layer->size(), arma::fill::zeros);
    found[i].add_to(apart.memptr(), 1);
    CHECK(found[i].is_empty() == (arma::accu(arma::abs(apart)) == 0));
    expected[i].add_to(apart.memptr(), -1);
    CHECK(arma::all(apart == 0));
  }
}
