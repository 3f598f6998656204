// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;
using Whole = std::int64_t;

namespace {

/// x standardised by its own mean and variance, widened by epsilon.
arma::fvec standardised(const arma::fvec& x, double epsilon) {
  const arma::vec wide = arma::conv_to<arma::vec>::from(x);
  const double deviation = std::sqrt(arma::var(wide, 1) + epsilon);
  const arma::vec result = (wide - arma::mean(wide)) / deviation;
  return arma::conv_to<arma::fvec>::from(result);
}

SmallGraph batch_normalised() {
  SmallGraph graph({2, 3});
  graph.floats("scale", {2}, {2, -1})
      .floats("B", {2}, {0.5F, 1})
      .floats("mean", {2}, {1, -2})
      .floats("var", {2}, {3, 8})
      .node("BatchNormalization", {"x", "scale", "B", "mean", "var"}, "y", {{"epsilon", 1.0F}});
  return graph;
}

SmallGraph affine(const Shape& item, const std::string& op, const Shape& shape, int opset,
                  std::map<std::string, Attribute> attributes) {
  std::vector<float> scale(n_elements(shape));
  std::vector<float> bias(scale.size());
  for (std::size_t i = 0; i < scale.size(); ++i) {
    scale[i] = 0.5F + static_cast<float>(i);
    bias[i] = static_cast<float>(i) - 1;
  }
  SmallGraph graph(item, opset);
  graph.floats("s", shape, scale).floats("b", shape, bias);
  graph.node(op, {"x", "s", "b"}, "y", std::move(attributes));
  return graph;
}

}  // namespace

TEST_CASE("BatchNormalization uses the recorded statistics of each channel",
          "[operators][gradient]") {
  // Deviations sqrt(3 + 1) = 2 and sqrt(8 + 1) = 3: y = (x - 1) + 0.5 and 1 - (x + 2) / 3.
  const arma::fmat x{{1, 2}, {2, 3}, {0, 1}, {-2, 1}, {1, 4}, {4, -5}};
  CHECK(same(batch_normalised().output(x),
             arma::fmat{{0.5F, 1.5F}, {1.5F, 2.5F}, {-0.5F, 0.5F}, {1, 0}, {0, -1}, {-1, 2}},
             3e-7F));
  CHECK(difference_to_finite(*batch_normalised().network(), "y", x) < 1e-3);
}

TEST_CASE("BatchNormalization refuses what is not for a trained network", "[operators]") {
  const auto refusal = [](std::map<std::string, Attribute> attributes, float variance,
                          const Shape& shape) {
    SmallGraph graph({2, 3}, 14);
    graph.floats("s", {2}, {1, 1})
        .floats("v", shape, std::vector<float>(n_elements(shape), variance));
    return graph.node("BatchNormalization", {"x", "s", "s", "s", "v"}, "y", std::move(attributes))
        .refusal();
  };
  CHECK(refusal({{"training_mode", Whole{1}}}, 1, {2}) ==
        "node 'y_node' (BatchNormalization, opset 14): it is in training mode, where items depend "
        "on one another; export the network after model.eval()");
  CHECK(refusal({}, -1, {2}) ==
        "node 'y_node' (BatchNormalization, opset 14): variance -1 of channel 0 and epsilon "
        "9.999999747378752e-06 are not above 0 together");
  CHECK(
      refusal({}, 1, {3}) ==
      "node 'y_node' (BatchNormalization, opset 14): variance has shape 3, one number for each of "
      "2 channels is wanted");
}

TEST_CASE("InstanceNormalization standardises each channel of each item", "[operators][gradient]") {
  const arma::fmat x = 3 * normal_numbers(12, 3, 5) + 1;
  const SmallGraph graph = affine({3, 4}, "InstanceNormalization", {3}, 13, {});
  const arma::fmat y = graph.output(x);
  for (arma::uword item = 0; item < x.n_cols; ++item) {
    for (arma::uword channel = 0; channel < 3; ++channel) {
      const arma::fvec row = x.submat(4 * channel, item, 4 * channel + 3, item);
      const arma::fvec wanted = standardised(row, 1e-5) * (0.5F + static_cast<float>(channel)) +
                                (static_cast<float>(channel) - 1);
      CHECK(same(y.submat(4 * channel, item, 4 * channel + 3, item), wanted, 2e-6F));
    }
  }
  CHECK(difference_to_finite(*graph.network(), "y", x) < 1e-3);
}

TEST_CASE("LayerNormalization standardises all from its axis on", "[operators][gradient]") {
  const arma::fmat x = 3 * normal_numbers(6, 3, 6);
  const SmallGraph rows = affine({2, 3}, "LayerNormalization", {3}, 17, {{"epsilon", 0.1F}});
  const arma::fmat y = rows.output(x);
  for (arma::uword row = 0; row < 2; ++row) {
    const arma::fvec part = x.submat(3 * row, 0, 3 * row + 2, 0);
    const arma::fvec wanted =
        standardised(part, 0.1) % arma::fvec{0.5F, 1.5F, 2.5F} + arma::fvec{-1, 0, 1};
    CHECK(same(y.submat(3 * row, 0, 3 * row + 2, 0), wanted, 1e-6F));
  }
  CHECK(difference_to_finite(*rows.network(), "y", x) < 1e-3);

  const SmallGraph whole = affine({2, 3}, "LayerNormalization", {2, 3}, 17, {{"axis", Whole{1}}});
  CHECK(difference_to_finite(*whole.network(), "y", x) < 1e-3);
  SmallGraph plain({3}, 17);
  plain.floats("s", {3}, {1, 1, 1}).node("LayerNormalization", {"x", "s"}, "y");
  CHECK(same(plain.output(arma::fvec{1, 2, 3}), standardised({1, 2, 3}, 1e-5), 2e-7F));
  // Equal elements have no deviation to divide by.
  CHECK(same(plain.output(arma::fvec{7, 7, 7}), arma::fvec{0, 0, 0}));

  CHECK(affine({2, 3}, "LayerNormalization", {2}, 17, {}).refusal() ==
        "node 'y_node' (LayerNormalization, opset 17): scale has shape 2 where 3 is wanted");
  CHECK(affine({2, 3}, "LayerNormalization", {3}, 17, {{"epsilon", 0.0F}}).refusal() ==
        "node 'y_node' (LayerNormalization, opset 17): epsilon is 0; above 0 is wanted");
}

TEST_CASE("GroupNormalization scales by group until opset 20, by channel since 21",
          "[operators][gradient]") {
  const arma::fmat x = 3 * normal_numbers(8, 2, 8);
  for (const int opset : {18, 21}) {
    const Shape factors{opset == 18 ? 2U : 4U};
    const SmallGraph graph =
        affine({4, 2}, "GroupNormalization", factors, opset, {{"num_groups", Whole{2}}});
    const arma::fmat y = graph.output(x);
    for (arma::uword group = 0; group < 2; ++group) {
      const arma::fvec part = standardised(x.submat(4 * group, 1, 4 * group + 3, 1), 1e-5);
      for (arma::uword i = 0; i < 4; ++i) {
        const arma::uword factor = opset == 18 ? group : 2 * group + i / 2;
        const auto wanted =
            part(i) * (0.5F + static_cast<float>(factor)) + static_cast<float>(factor) - 1;
        CHECK(y(4 * group + i, 1) == Approx(wanted).margin(3e-6));
      }
    }
    CHECK(difference_to_finite(*graph.network(), "y", x) < 1e-3);
  }
  CHECK(affine({4, 2}, "GroupNormalization", {3}, 18, {{"num_groups", Whole{3}}}).refusal() ==
        "node 'y_node' (GroupNormalization, opset 18): 4 channels do not make 3 groups of equal "
        "size");
}

TEST_CASE("LRN divides by the squares of neighbouring channels", "[operators][gradient]") {
  // size 3, alpha 3, bias 1, beta 1: y_c = x_c / (1 + x_{c-1}^2 + x_c^2 + x_{c+1}^2).
  SmallGraph graph({4, 1});
  graph.node("LRN", {"x"}, "y",
             {{"size", Whole{3}}, {"alpha", 3.0F}, {"beta", 1.0F}, {"bias", 1.0F}});
  CHECK(same(graph.output(arma::fvec{1, 2, 0, 3}), arma::fvec{1 / 6.0F, 2 / 6.0F, 0, 0.3F}, 3e-8F));
  // An even size has one neighbour more behind than before: 1 / (1 + 1 + 4), 2 / (1 + 4), ...
  SmallGraph even({4, 1});
  even.node("LRN", {"x"}, "y",
            {{"size", Whole{2}}, {"alpha", 2.0F}, {"beta", 1.0F}, {"bias", 1.0F}});
  CHECK(same(even.output(arma::fvec{1, 2, 0, 3}), arma::fvec{1 / 6.0F, 0.4F, 0, 0.3F}, 3e-8F));
  const arma::fmat x = normal_numbers(12, 2, 9);
  for (const Whole size : {1, 2, 3, 4, 9}) {
    SmallGraph wide({6, 2});
    wide.node("LRN", {"x"}, "y", {{"size", size}, {"alpha", 0.7F}});
    CHECK(difference_to_finite(*wide.network(), "y", x) < 1e-3);
  }
  CHECK(SmallGraph({4, 1}).node("LRN", {"x"}, "y").refusal() ==
        "node 'y_node' (LRN, opset 13): size is 0; at least 1 is wanted");
}

TEST_CASE("Dropout of a trained network drops nothing", "[operators]") {
  const arma::fvec x{1, -2, 3};
  CHECK(same(SmallGraph({3}, 7).node("Dropout", {"x"}, "y", {{"ratio", 0.9F}}).output(x), x));
  SmallGraph later({3});
  later.floats("ratio", {}, {0.9F})
      .integers("mode", {0})
      .node("Dropout", {"x", "ratio", "mode"}, "y");
  CHECK(same(later.output(x), x));
  SmallGraph training({3});
  training.integers("mode", {1}).node("Dropout", {"x", "", "mode"}, "y");
  CHECK(training.refusal() ==
        "node 'y_node' (Dropout, opset 13): it is in training mode; export the network after "
        "model.eval()");
}
