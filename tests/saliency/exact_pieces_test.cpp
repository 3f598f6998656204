// SPDX-License-Identifier: MIT
#include "make_question.hpp"
#include "network/small_graph.hpp"
#include "saliency/methods/kink.hpp"
#include "saliency/methods/piecewise_linear.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

std::vector<float> pattern(arma::uword n, double phase) {
  const arma::fmat values = irregular(n, 1, phase);
  return {values.begin(), values.end()};
}

/// Two maps of 6 x 6 places "c" from a convolution of "x", 1 x 6 x 6.
SmallGraph convolved() {
  SmallGraph graph({1, 6, 6});
  graph.floats("K", {2, 1, 3, 3}, pattern(18, 0.3))
      .floats("B", {2}, {0.3F, -0.2F})
      .node("Conv", {"x", "K", "B"}, "c", {{"pads", std::vector<std::int64_t>{1, 1, 1, 1}}});
  return graph;
}

/// Ends a graph: three logits of the `n` elements of `tensor`, through a Relu of four units.
std::unique_ptr<Network> with_head(SmallGraph graph, const std::string& tensor, arma::uword n) {
  graph.floats("V", {n, 4}, pattern(4 * n, 0.8))
      .floats("W", {4, 3}, pattern(12, 1.7))
      .node("Flatten", {tensor}, "flat")
      .node("Gemm", {"flat", "V"}, "hidden")
      .node("Relu", {"hidden"}, "on")
      .node("Gemm", {"on", "W"}, "y");
  return graph.network();
}

Attribute ints(std::vector<std::int64_t> values) { return values; }

// Whether the walk leaves no residual and agrees with many steps.
void check_walk(std::unique_ptr<Network> network) {
  const TestQuestion test(std::move(network));
  Question question = test.about(irregular(n_elements(test.network->input_shape()), 3, 1.5));
  question.classes = {0, 1, 2};
  question.baselines = {irregular(question.n_features(), 2, 2.5), false};
  const Explanation exact = explained_by("exact-integrated-gradients", question);
  const double missing = arma::abs(exact.residual).max();
  const double scale = arma::abs(exact.attributions).max();
  CHECK(missing < 3e-5 * std::max(scale, 1.0));
  Settings settings;
  settings.steps = 4000;
  settings.rule = "riemann-middle";
  const Explanation fine = explained_by("integrated-gradients", question, settings);
  const double apart = arma::abs(exact.attributions - fine.attributions).max();
  CHECK(apart < 2e-3 * scale);
}

void check_refusal(std::unique_ptr<Network> network, const std::string& node) {
  const TestQuestion test(std::move(network));
  const Question question = test.about(irregular(n_elements(test.network->input_shape()), 1, 1.5));
  CHECK_THROWS_WITH(
      explained_by("exact-integrated-gradients", question),
      "exact-integrated-gradients wants a network of piecewise linear operators; found node " +
          node + "; choose integrated-gradients with a 'tolerance'");
}

// The same network, asked about its input: the Sigmoid then changes along the line.
void check_refusal_of_input(const TestQuestion& test) {
  const Question question = test.about(irregular(36, 1, 1.5));
  CHECK_THROWS_WITH(explained_by("exact-integrated-gradients", question),
                    Catch::Contains("found node") && Catch::Contains("(Sigmoid)"));
}

}  // namespace

TEST_CASE("the walk is exact through activations that are linear in pieces", "[saliency][pieces]") {
  SECTION("LeakyRelu") {
    check_walk(with_head(convolved().node("LeakyRelu", {"c"}, "a", {{"alpha", 0.3F}}), "a", 72));
  }
  SECTION("PRelu with a slope for each map") {
    check_walk(with_head(
        convolved().floats("s", {2, 1, 1}, {0.4F, -0.5F}).node("PRelu", {"c", "s"}, "a"), "a", 72));
  }
  SECTION("Abs") { check_walk(with_head(convolved().node("Abs", {"c"}, "a"), "a", 72)); }
  SECTION("Clip") {
    check_walk(with_head(convolved()
                             .floats("lo", {}, {-0.1F})
                             .floats("hi", {}, {0.6F})
                             .node("Clip", {"c", "lo", "hi"}, "a"),
                         "a", 72));
  }
  SECTION("Clip with one bound") {
    check_walk(with_head(convolved().floats("hi", {}, {0.2F}).node("Clip", {"c", "", "hi"}, "a"),
                         "a", 72));
  }
}

TEST_CASE("the walk is exact through the largest and smallest elements", "[saliency][pieces]") {
  SECTION("MaxPool") {
    check_walk(
        with_head(convolved().node("MaxPool", {"c"}, "p",
                                   {{"kernel_shape", ints({2, 2})}, {"strides", ints({2, 2})}}),
                  "p", 18));
  }
  SECTION("MaxPool of overlapping, dilated and padded windows") {
    check_walk(with_head(convolved().node("MaxPool", {"c"}, "p",
                                          {{"kernel_shape", ints({3, 2})},
                                           {"strides", ints({2, 1})},
                                           {"dilations", ints({1, 2})},
                                           {"pads", ints({1, 0, 1, 1})}}),
                         "p", 30));
  }
  SECTION("a Relu before MaxPool") {
    check_walk(with_head(convolved()
                             .node("Relu", {"c"}, "r")
                             .node("MaxPool", {"r"}, "p",
                                   {{"kernel_shape", ints({2, 2})}, {"strides", ints({2, 2})}}),
                         "p", 18));
  }
  SECTION("a Relu after MaxPool") {
    check_walk(with_head(convolved()
                             .node("MaxPool", {"c"}, "p",
                                   {{"kernel_shape", ints({3, 3})}, {"strides", ints({3, 3})}})
                             .node("Relu", {"p"}, "r"),
                         "r", 8));
  }
  SECTION("a Relu before MaxPool that another node reads too") {
    check_walk(with_head(convolved()
                             .node("Relu", {"c"}, "r")
                             .node("MaxPool", {"r"}, "p", {{"kernel_shape", ints({5, 5})}})
                             .node("Flatten", {"p"}, "f1")
                             .node("Flatten", {"r"}, "f2")
                             .node("Concat", {"f1", "f2"}, "both", {{"axis", std::int64_t{1}}}),
                         "both", 80));
  }
  SECTION("GlobalMaxPool") {
    check_walk(with_head(convolved().node("GlobalMaxPool", {"c"}, "p"), "p", 2));
  }
  SECTION("ReduceMax and ReduceMin") {
    check_walk(with_head(
        convolved()
            .node("ReduceMax", {"c"}, "m", {{"axes", ints({3})}})
            .node("ReduceMin", {"c"}, "n", {{"axes", ints({1, 2})}, {"keepdims", std::int64_t{0}}})
            .node("Flatten", {"m"}, "f1")
            .node("Flatten", {"n"}, "f2")
            .node("Concat", {"f1", "f2"}, "both", {{"axis", std::int64_t{1}}}),
        "both", 18));
  }
  SECTION("Max and Min of tensors and constants") {
    check_walk(with_head(convolved()
                             .floats("c0", {2, 6, 6}, pattern(72, 4.1))
                             .node("Neg", {"c"}, "d")
                             .node("Max", {"c", "d", "c0"}, "m")
                             .node("Min", {"m", "c0", "c"}, "n")
                             .node("Sub", {"m", "n"}, "a"),
                         "a", 72));
  }
}

TEST_CASE("the walk is exact through what is linear", "[saliency][pieces]") {
  SECTION("pooled means, padding, transposing, slices and a convolution back") {
    check_walk(with_head(convolved()
                             .node("Relu", {"c"}, "r")
                             .floats("T", {2, 1, 2, 2}, pattern(8, 3.3))
                             .integers("from", {1})
                             .integers("to", {4})
                             .integers("axis", {2})
                             .node("AveragePool", {"r"}, "p",
                                   {{"kernel_shape", ints({2, 2})}, {"strides", ints({2, 2})}})
                             .node("ConvTranspose", {"p", "T"}, "t", {{"strides", ints({2, 2})}})
                             .node("Slice", {"t", "from", "to", "axis"}, "s")
                             .node("Transpose", {"s"}, "u", {{"perm", ints({0, 1, 3, 2})}})
                             .node("LeakyRelu", {"u"}, "a"),
                         "a", 18));
  }
  SECTION("normalisation, products and quotients with constants, and several ways in one") {
    check_walk(with_head(convolved()
                             .floats("g", {2}, {1.5F, -0.7F})
                             .floats("b", {2}, {0.1F, 0.2F})
                             .floats("m", {2}, {0.3F, -0.1F})
                             .floats("v", {2}, {0.5F, 2})
                             .floats("two", {}, {2})
                             .node("BatchNormalization", {"c", "g", "b", "m", "v"}, "n")
                             .node("Relu", {"n"}, "r")
                             .node("Mul", {"r", "two"}, "q")
                             .node("Div", {"n", "two"}, "d")
                             .node("Sum", {"q", "d", "c"}, "s")
                             .node("Relu", {"s"}, "t")
                             .node("GlobalAveragePool", {"t"}, "p"),
                         "p", 2));
  }
}

TEST_CASE("the walk refuses what is not linear in pieces by its name", "[saliency][pieces]") {
  check_refusal(with_head(convolved().node("Sigmoid", {"c"}, "a"), "a", 72), "'a_node' (Sigmoid)");
  check_refusal(with_head(convolved().node("Mul", {"c", "c"}, "a"), "a", 72),
                "'a_node' (Mul), which combines several tensors that depend on the item");
  // Whether an element passes depends on itself: the output jumps.
  check_refusal(with_head(convolved()
                              .floats("zero", {}, {0})
                              .node("Greater", {"c", "zero"}, "g")
                              .node("Where", {"g", "c", "zero"}, "a"),
                          "a", 72),
                "'a_node' (Where), which combines several tensors that depend on the item");
}

TEST_CASE("a window's maximum switches where its elements meet", "[saliency][pieces]") {
  // max(3 - 4t, 1, -1 + 4t) on 0 <= t <= 1: at 1/2 the constant's turn comes and goes.
  const arma::fvec begin{3, -1};
  const arma::fvec end{-1, 3};
  const Stretch stretch{0, 1, {begin.memptr()}, {end.memptr()}, 2};
  Kink kink{.before = {"z"}, .after = "y"};
  kink.candidates = {{0, 0}, {0, 1}};
  kink.starts = {0, 2};
  std::vector<double> places;
  add_switches(kink, stretch, places);
  CHECK(places == std::vector<double>{0.5});
  // With 2 below: 3 - 4t = 2 at 1/4, -1 + 4t = 2 at 3/4.
  kink.constants = arma::fvec{2};
  places.clear();
  add_switches(kink, stretch, places);
  CHECK(places == std::vector<double>{0.25, 0.75});
  // The smallest of 3 - 4t, -1 + 4t and 0: at 1/4 and 3/4.
  kink.smallest = true;
  kink.constants = arma::fvec{0};
  places.clear();
  add_switches(kink, stretch, places);
  CHECK(places == std::vector<double>{0.25, 0.75});
}

TEST_CASE("a convolutional network leaves no residual", "[saliency][pieces]") {
  const TestQuestion test(load_network(LUCARNE_SOURCE_DIR "/data/models/mnist-cnn.onnx"), 2);
  // A stroke on black, as digits have it.
  arma::fmat inputs(784, 2, arma::fill::zeros);
  for (arma::uword y = 6; y < 22; ++y) {
    for (arma::uword x = 0; x < 4; ++x) {
      inputs(28 * y + 12 + x, 0) = 0.3F + 0.15F * static_cast<float>(x);
      inputs(28 * y + (y + 3) / 2 + x, 1) = 0.9F - 0.2F * static_cast<float>(x);
    }
  }
  Question question = test.about(inputs, {1, 28, 28});
  question.classes = {1, 7};
  const Explanation exact = explained_by("exact-integrated-gradients", question);
  const double missing = arma::abs(exact.residual).max();
  CHECK(missing < 2e-5 * arma::abs(exact.difference).max());
}

TEST_CASE("of a layer the walk is exact too, along the layer's own line", "[saliency][pieces]") {
  // What stands before the layer need not be linear in pieces, nor what runs beside it.
  SmallGraph graph({1, 6, 6});
  graph.floats("K", {2, 1, 3, 3}, pattern(18, 0.3))
      .node("Conv", {"x", "K"}, "c", {{"pads", ints({1, 1, 1, 1})}})
      .node("Sigmoid", {"c"}, "s")
      .node("Relu", {"c"}, "beside")
      .floats("K2", {2, 2, 3, 3}, pattern(36, 0.9))
      .node("Conv", {"s", "K2"}, "c2", {{"pads", ints({1, 1, 1, 1})}})
      .node("Relu", {"c2"}, "r")
      .node("Add", {"r", "beside"}, "sum")
      .node("MaxPool", {"sum"}, "p", {{"kernel_shape", ints({2, 2})}, {"strides", ints({2, 2})}});
  const TestQuestion test(with_head(std::move(graph), "p", 18));
  Question question = test.about(irregular(36, 3, 1.5));
  question.classes = {0, 1, 2};
  question.baselines = {irregular(36, 2, 2.5), false};
  Settings settings;
  settings.layer = "s";
  const Explanation exact = explained_by("exact-integrated-gradients", question, settings);
  REQUIRE(exact.attributions.n_rows == 72);
  const double scale = arma::abs(exact.attributions).max();
  settings.steps = 4000;
  settings.rule = "riemann-middle";
  const Explanation fine = explained_by("integrated-gradients", question, settings);
  CHECK(arma::abs(exact.attributions - fine.attributions).max() < 2e-3 * scale);
  // Complete from the layer's baselines on; what runs beside it is the item's own at both ends.
  CHECK(arma::abs(exact.residual).max() < 3e-5 * std::max(scale, 1.0));
  check_refusal_of_input(test);
}
