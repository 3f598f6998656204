// SPDX-License-Identifier: MIT
#include "make_question.hpp"
#include "network/small_graph.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

std::vector<float> gate_weights(arma::uword rows, arma::uword columns, double phase) {
  return arma::conv_to<std::vector<float>>::from(arma::vectorise(irregular(rows, columns, phase)));
}

arma::fmat relevance_in(const SmallGraph& graph, const arma::fmat& items, Shape shape) {
  const TestQuestion test(graph.network());
  return explained_by("lrp", test.about(items, std::move(shape))).attributions;
}

// Stabilisers of 1e-6 in quotients of numbers around 1, and rounding of floats.
bool same_relevance(const arma::fmat& found, const arma::fmat& wanted) {
  return arma::approx_equal(found, wanted, "absdiff", 2e-5F) && arma::abs(wanted).max() > 0.05F;
}

/// Attention over four places of three features; the weights of `attention`, 4 x 4, in place of
/// softmax where given.
SmallGraph attention_graph(const std::vector<float>& attention = {}) {
  const std::map<std::string, Attribute> last{{"axis", std::int64_t{-1}}};
  SmallGraph graph({4, 3}, 13);
  graph.floats("w", {3, 9}, gate_weights(3, 9, 0.3))
      .floats("o", {12, 2}, gate_weights(12, 2, 0.9))
      .integers("thirds", {3, 3, 3})
      .node("MatMul", {"x", "w"}, "qkv")
      .nodes("Split", {"qkv", "thirds"}, {"q", "k", "v"}, last);
  if (attention.empty()) {
    graph.node("Transpose", {"k"}, "kt", {{"perm", std::vector<std::int64_t>{0, 2, 1}}})
        .node("MatMul", {"q", "kt"}, "scores")
        .node("Softmax", {"scores"}, "a", last)
        .node("MatMul", {"a", "v"}, "h");
  } else {
    graph.floats("a", {4, 4}, attention).node("MatMul", {"a", "v"}, "h");
  }
  return graph.node("Flatten", {"h"}, "f").node("MatMul", {"f", "o"}, "y");
}

}  // namespace

TEST_CASE("lrp gives what a SiLU or GELU written out puts out to its input", "[saliency]") {
  const arma::fmat items = irregular(4, 3, 1.5);
  const arma::fmat weights(gate_weights(4, 2, 0.3).data(), 2, 4);
  SmallGraph silu({4});
  silu.floats("w", {4, 2}, gate_weights(4, 2, 0.3))
      .node("Sigmoid", {"x"}, "s")
      .node("Mul", {"x", "s"}, "m")
      .node("MatMul", {"m", "w"}, "y");
  SmallGraph gelu({4});
  gelu.floats("w", {4, 2}, gate_weights(4, 2, 0.3))
      .floats("root", {}, {std::sqrt(2.0F)})
      .floats("one", {}, {1})
      .floats("half", {}, {0.5F})
      .node("Div", {"x", "root"}, "d")
      .node("Erf", {"d"}, "e")
      .node("Add", {"e", "one"}, "a")
      .node("Mul", {"x", "a"}, "m")
      .node("Mul", {"m", "half"}, "h")
      .node("MatMul", {"h", "w"}, "y");
  const arma::fmat by_silu = relevance_in(silu, items, {4});
  const arma::fmat by_gelu = relevance_in(gelu, items, {4});
  for (arma::uword item = 0; item < 3; ++item) {
    for (arma::uword i = 0; i < 4; ++i) {
      const auto x = static_cast<double>(items(i, item));
      const auto w = static_cast<double>(weights(0, i));
      CHECK(static_cast<double>(by_silu(i, item)) ==
            Approx(w * x / (1 + std::exp(-x))).epsilon(1e-4).margin(1e-5));
      CHECK(static_cast<double>(by_gelu(i, item)) ==
            Approx(w * x * std::erfc(-x / std::sqrt(2.0)) / 2).epsilon(1e-4).margin(1e-5));
    }
  }
}

TEST_CASE("lrp takes the bounded factor of a hard swish for its gate", "[saliency]") {
  const std::string bounded = GENERATE("Clip", "Min");
  SmallGraph swish({4});
  swish.floats("w", {4, 2}, gate_weights(4, 2, 0.3))
      .floats("three", {}, {3})
      .floats("zero", {}, {0})
      .floats("six", {}, {6})
      .node("Add", {"x", "three"}, "a");
  if (bounded == "Clip") {
    swish.node("Clip", {"a", "zero", "six"}, "c");
  } else {
    swish.node("Relu", {"a"}, "r").node("Min", {"r", "six"}, "c");
  }
  swish.node("Mul", {"x", "c"}, "m").node("Div", {"m", "six"}, "h").node("MatMul", {"h", "w"}, "y");
  SmallGraph one({4}, 14);
  one.floats("w", {4, 2}, gate_weights(4, 2, 0.3))
      .node("HardSwish", {"x"}, "h")
      .node("MatMul", {"h", "w"}, "y");
  const arma::fmat items = 4 * irregular(4, 3, 1.5);
  CHECK(same_relevance(relevance_in(swish, items, {4}), relevance_in(one, items, {4})));
}

TEST_CASE("lrp takes the gates of squeeze and excitation for constants", "[saliency]") {
  const arma::fmat item = irregular(8, 1, 1.5);
  const auto maps = [](SmallGraph& graph) -> SmallGraph& {
    return graph.floats("o", {8, 2}, gate_weights(8, 2, 0.9));
  };
  SmallGraph gated({2, 2, 2});
  maps(gated)
      .floats("w", {2, 2, 1, 1}, gate_weights(2, 2, 0.3))
      .node("GlobalAveragePool", {"x"}, "p")
      .node("Conv", {"p", "w"}, "c")
      .node("Sigmoid", {"c"}, "s")
      .node("Mul", {"s", "x"}, "m")
      .node("Flatten", {"m"}, "f")
      .node("MatMul", {"f", "o"}, "y");
  const auto network = gated.network();
  const auto pass = network->start_pass();
  pass->forward(item);
  const arma::fvec s = pass->tensor("s").col(0);
  SmallGraph scaled({2, 2, 2});
  maps(scaled)
      .floats("s", {2, 1, 1}, {s[0], s[1]})
      .node("Mul", {"s", "x"}, "m")
      .node("Flatten", {"m"}, "f")
      .node("MatMul", {"f", "o"}, "y");
  CHECK(
      same_relevance(relevance_in(gated, item, {2, 2, 2}), relevance_in(scaled, item, {2, 2, 2})));
}

TEST_CASE("lrp takes the weights of attention for constants", "[saliency]") {
  const arma::fmat item = irregular(12, 1, 1.5);
  const auto network = attention_graph().network();
  const auto pass = network->start_pass();
  pass->forward(item);
  const auto weights =
      arma::conv_to<std::vector<float>>::from(arma::fvec(pass->tensor("a").col(0)));
  CHECK(same_relevance(relevance_in(attention_graph(), item, {4, 3}),
                       relevance_in(attention_graph(weights), item, {4, 3})));
}

TEST_CASE("a layer that only says how much passes has no relevance", "[saliency]") {
  const TestQuestion test(attention_graph().network());
  Settings settings;
  settings.layer = "a_node";
  const Question question = test.about(irregular(12, 1, 1.5), {4, 3});
  CHECK(explained_by("lrp", question, settings).attributions.is_zero());
  settings.layer = "qkv_node";
  CHECK_FALSE(explained_by("lrp", question, settings).attributions.is_zero());
}

TEST_CASE("layers name the tensors that they read and make", "[saliency]") {
  const auto network = attention_graph().network();
  for (const Layer& layer : network->layers()) {
    if (layer.op == "Split") {
      CHECK(layer.inputs == std::vector<std::string>{"qkv"});
      CHECK(layer.outputs == std::vector<std::string>{"q", "k", "v"});
    }
    if (layer.name == "h_node") CHECK(layer.inputs == std::vector<std::string>{"a", "v"});
  }
}
