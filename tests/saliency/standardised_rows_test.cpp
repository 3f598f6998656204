// SPDX-License-Identifier: MIT
#include "make_question.hpp"
#include "network/small_graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

const std::vector<float> three_factors{1.5F, -2, 0.5F};
const std::vector<float> three_biases{0.25F, -1, 2};

std::vector<float> some_weights(arma::uword rows, arma::uword columns) {
  return arma::conv_to<std::vector<float>>::from(arma::vectorise(irregular(rows, columns, 0.3)));
}

/// Two rows of three elements, normalised as one node, and a dense layer.
std::unique_ptr<Network> in_one_node() {
  return SmallGraph({2, 3}, 17)
      .floats("g", {3}, three_factors)
      .floats("b", {3}, three_biases)
      .floats("w", {6, 2}, some_weights(6, 2))
      .node("LayerNormalization", {"x", "g", "b"}, "n", {{"epsilon", 1e-3F}})
      .node("Flatten", {"n"}, "f")
      .node("MatMul", {"f", "w"}, "y")
      .network();
}

/// The same as an exporter writes it for an opset that has no such node.
std::unique_ptr<Network> in_small_nodes() {
  const std::map<std::string, Attribute> last{{"axes", std::vector<std::int64_t>{-1}}};
  return SmallGraph({2, 3}, 13)
      .floats("g", {3}, three_factors)
      .floats("b", {3}, three_biases)
      .floats("two", {}, {2})
      .floats("e", {}, {1e-3F})
      .floats("w", {6, 2}, some_weights(6, 2))
      .node("ReduceMean", {"x"}, "mean", last)
      .node("Sub", {"x", "mean"}, "d")
      .node("Pow", {"d", "two"}, "squares")
      .node("ReduceMean", {"squares"}, "variance", last)
      .node("Add", {"variance", "e"}, "v")
      .node("Sqrt", {"v"}, "s")
      .node("Div", {"d", "s"}, "n0")
      .node("Mul", {"n0", "g"}, "n1")
      .node("Add", {"n1", "b"}, "n")
      .node("Flatten", {"n"}, "f")
      .node("MatMul", {"f", "w"}, "y")
      .network();
}

}  // namespace

TEST_CASE("deeplift of layer normalisation is that of the nodes it stands for", "[saliency]") {
  const TestQuestion one(in_one_node());
  const TestQuestion many(in_small_nodes());
  const arma::fmat items = irregular(6, 5, 1.5);
  for (const bool one_each : {false, true}) {
    Question question = one.about(items, {2, 3});
    Question wanted = many.about(items, {2, 3});
    question.baselines = {irregular(6, one_each ? 5 : 1, 4), one_each};
    wanted.baselines = question.baselines;
    const Explanation found = explained_by("deeplift", question);
    // Rounding of floats: the small nodes store every tensor as such.
    CHECK(arma::approx_equal(found.attributions, explained_by("deeplift", wanted).attributions,
                             "absdiff", 2e-5F));
    CHECK(arma::abs(found.residual).max() < 2e-5);
  }
}

TEST_CASE("deeplift is complete through every normalisation of an item's own rows", "[saliency]") {
  const auto network = [](int kind) {
    SmallGraph graph({4, 3}, 21);
    graph.floats("g", {4}, {1.5F, -2, 0.5F, 1})
        .floats("b", {4}, {1, 2, -3, 0})
        .floats("w", {12, 2}, some_weights(12, 2));
    if (kind == 0) graph.node("InstanceNormalization", {"x", "g", "b"}, "n");
    if (kind == 1) {
      graph.node("GroupNormalization", {"x", "g", "b"}, "n", {{"num_groups", std::int64_t{2}}});
    }
    return graph.node("Flatten", {"n"}, "f").node("MatMul", {"f", "w"}, "y").network();
  };
  const int kind = GENERATE(0, 1);
  const TestQuestion test(network(kind));
  Question question = test.about(irregular(12, 4, 1.5), {4, 3});
  question.baselines = {irregular(12, 1, 4), false};
  CHECK(arma::abs(explained_by("deeplift", question).residual).max() < 2e-5);
  // A constant row has no deviation but epsilon: 300 times as steep, and complete all the same.
  question.baselines = {arma::fmat(12, 1, arma::fill::zeros), false};
  const Explanation from_zero = explained_by("deeplift", question);
  CHECK(arma::abs(from_zero.residual).max() < 2e-4);
  CHECK(arma::abs(from_zero.attributions).max() > 1);
}

TEST_CASE("lrp of layer normalisation is that of its linear map at the item", "[saliency]") {
  const arma::fmat item = irregular(3, 1, 1.5);
  const arma::vec x = arma::conv_to<arma::vec>::from(item);
  const double deviation = std::sqrt(arma::var(x, 1) + 1e-5);
  // y = x (I - 1/3) factors / deviation, written as a dense layer for this one item.
  std::vector<float> map;
  for (arma::uword i = 0; i < 3; ++i) {
    for (arma::uword j = 0; j < 3; ++j) {
      const double centring = (i == j ? 1.0 : 0.0) - 1.0 / 3;
      map.push_back(
          static_cast<float>(centring * static_cast<double>(three_factors[j]) / deviation));
    }
  }
  const auto with = [&](bool as_map) {
    SmallGraph graph({3}, 17);
    graph.floats("g", {3}, three_factors)
        .floats("m", {3, 3}, map)
        .floats("w", {3, 2}, some_weights(3, 2));
    if (as_map) graph.node("MatMul", {"x", "m"}, "n");
    if (!as_map) graph.node("LayerNormalization", {"x", "g"}, "n");
    return graph.node("MatMul", {"n", "w"}, "y").network();
  };
  const TestQuestion layer(with(false));
  const TestQuestion dense(with(true));
  const Explanation found = explained_by("lrp", layer.about(item));
  const Explanation wanted = explained_by("lrp", dense.about(item));
  CHECK(arma::approx_equal(found.attributions, wanted.attributions, "absdiff", 1e-5F));
  CHECK(arma::abs(found.attributions).max() > 0.1F);
}

TEST_CASE("lrp of layer normalisation is that of the nodes it stands for", "[saliency]") {
  const TestQuestion one(in_one_node());
  const TestQuestion many(in_small_nodes());
  const arma::fmat items = irregular(6, 5, 1.5);
  Settings settings;
  settings.epsilon = 1e-9;
  const arma::fmat found = explained_by("lrp", one.about(items, {2, 3}), settings).attributions;
  const arma::fmat wanted = explained_by("lrp", many.about(items, {2, 3}), settings).attributions;
  // Rounding of floats, of shares up to 22; the usual epsilon would weigh on each small node.
  CHECK(arma::abs(found - wanted).max() < 1e-4F);
  CHECK(arma::abs(found).max() > 1);
}
