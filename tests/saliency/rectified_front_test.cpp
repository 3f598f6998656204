// SPDX-License-Identifier: MIT
#include "saliency/methods/rectified_front.hpp"
#include "make_question.hpp"
#include "network/small_graph.hpp"
#include "saliency/methods/quadrature.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

Attribute two_numbers(std::int64_t a, std::int64_t b) { return std::vector<std::int64_t>{a, b}; }

/// A convolution "c" of a picture of 6 x 6, two maps of its size.
SmallGraph picture_convolved() {
  const arma::fmat kernels = irregular(18, 1, 0.3);
  SmallGraph graph({1, 6, 6});
  graph.floats("K", {2, 1, 3, 3}, {kernels.begin(), kernels.end()})
      .floats("B", {2}, {0.3F, -0.2F})
      .node("Conv", {"x", "K", "B"}, "c", {{"pads", std::vector<std::int64_t>{1, 1, 1, 1}}});
  return graph;
}

/// Three logits of `n` elements of "front", through a Sigmoid.
std::unique_ptr<Network> closed(SmallGraph graph, arma::uword n) {
  const arma::fmat weights = irregular(3 * n, 1, 0.8);
  graph.floats("V", {n, 3}, {weights.begin(), weights.end()})
      .node("Flatten", {"front"}, "flat")
      .node("Sigmoid", {"flat"}, "bent")
      .node("Gemm", {"bent", "V"}, "y");
  return graph.network();
}

/// Integrated gradients from points that pass the network one by one.
arma::fmat from_single_points(const TestQuestion& test, const Question& question,
                              const Quadrature& rule) {
  Settings settings;
  settings.sign = "signed";
  arma::fmat sums(arma::size(question.inputs), arma::fill::zeros);
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    for (arma::uword row = 0; row < question.baselines.rows(); ++row) {
      const arma::fvec x = question.inputs.col(item);
      const arma::fvec b(question.baselines.of(item, row), x.n_elem);
      for (arma::uword i = 0; i < rule.nodes.n_elem; ++i) {
        const arma::fvec point = b + static_cast<float>(rule.nodes(i)) * (x - b);
        Question at_point = test.about(point);
        at_point.classes.fill(question.classes(item));
        const arma::fmat gradient = explained_by("saliency", at_point, settings).attributions;
        sums.col(item) += static_cast<float>(rule.weights(i)) * ((x - b) % gradient);
      }
    }
  }
  return sums / static_cast<float>(question.baselines.rows());
}

void check_front(std::unique_ptr<Network> network) {
  const TestQuestion test(std::move(network), 2);
  Question question = test.about(irregular(36, 5, 1.5));
  question.classes = {0, 1, 2, 0, 1};
  question.baselines = {irregular(36, 2, 2.5), false};
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  REQUIRE(layer);
  const std::optional<RectifiedFront> front = RectifiedFront::behind(*layer, question);
  REQUIRE(front);
  CHECK(front->tensor() == "front");
  Settings settings;
  settings.steps = 13;
  const Quadrature rule = quadrature(settings.rule, settings.steps, false);
  const arma::fmat expected = from_single_points(test, question, rule);
  const arma::fmat found = explained_by("integrated-gradients", question, settings).attributions;
  const auto apart = static_cast<double>(arma::abs(found - expected).max());
  CHECK(apart < 1e-5 * static_cast<double>(arma::abs(expected).max()));
}

bool has_front(std::unique_ptr<Network> network) {
  const TestQuestion test(std::move(network));
  const Question question = test.about(irregular(36, 1, 1.5));
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  REQUIRE(layer);
  return RectifiedFront::behind(*layer, question).has_value();
}

}  // namespace

TEST_CASE("one sweep over Relu and MaxPool gives what the nodes give", "[saliency][front]") {
  const Attribute kernel = two_numbers(2, 2);
  SECTION("Relu alone") {
    check_front(closed(picture_convolved().node("Relu", {"c"}, "front"), 72));
  }
  SECTION("MaxPool alone") {
    check_front(closed(picture_convolved().node("MaxPool", {"c"}, "front",
                                                {{"kernel_shape", kernel}, {"strides", kernel}}),
                       18));
  }
  SECTION("Relu before MaxPool") {
    check_front(closed(
        picture_convolved()
            .node("Relu", {"c"}, "r")
            .node("MaxPool", {"r"}, "front", {{"kernel_shape", kernel}, {"strides", kernel}}),
        18));
  }
  SECTION("Relu after overlapping, padded windows") {
    check_front(closed(picture_convolved()
                           .node("MaxPool", {"c"}, "p",
                                 {{"kernel_shape", two_numbers(3, 3)},
                                  {"strides", two_numbers(2, 2)},
                                  {"pads", std::vector<std::int64_t>{1, 1, 1, 1}}})
                           .node("Relu", {"p"}, "front"),
                       18));
  }
}

TEST_CASE("there is no such front where another node reads what lies inside", "[saliency][front]") {
  CHECK_FALSE(has_front(closed(picture_convolved().node("Tanh", {"c"}, "front"), 72)));
  CHECK_FALSE(has_front(
      closed(picture_convolved().node("Relu", {"c"}, "r").node("Add", {"c", "r"}, "front"), 72)));
}

TEST_CASE("a front passes on what is not a number", "[saliency][front]") {
  const TestQuestion test(closed(picture_convolved().node("Relu", {"c"}, "front"), 72));
  const Question question = test.about(irregular(36, 1, 1.5));
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  REQUIRE(layer);
  const std::optional<RectifiedFront> front = RectifiedFront::behind(*layer, question);
  REQUIRE(front);
  arma::fmat outputs(72, 2, arma::fill::ones);
  outputs(3, 1) = std::numeric_limits<float>::quiet_NaN();
  const arma::fmat arranged = front->arranged(outputs);
  arma::fvec values(front->size());
  front->point(0.5, arranged.colptr(0), arranged.colptr(1), values.memptr());
  CHECK(values.has_nan());
}
