// SPDX-License-Identifier: MIT
#include "saliency/methods/cam.hpp"
#include "make_question.hpp"
#include "network/small_graph.hpp"
#include "saliency/methods/resized_map.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

/// Two maps of 2 x 2 places, relu(x) and relu(2 x); logits 3, -1 and 0.5, 4 times their means.
std::unique_ptr<Network> pooled_network() {
  SmallGraph graph({1, 2, 2});
  graph.floats("K", {2, 1, 1, 1}, {1, 2})
      .floats("V", {2, 2}, {3, 0.5F, -1, 4})
      .node("Conv", {"x", "K"}, "c")
      .node("Relu", {"c"}, "r")
      .node("GlobalAveragePool", {"r"}, "p")
      .node("Flatten", {"p"}, "f")
      .node("Gemm", {"f", "V"}, "y");
  return graph.network();
}

const arma::fmat small_picture = arma::fvec{1, 2, 0, 3};

bool near(const arma::fmat& got, const arma::fmat& wanted, double tolerance = 1e-6) {
  return arma::size(got) == arma::size(wanted) &&
         arma::approx_equal(got, wanted, "absdiff", static_cast<float>(tolerance));
}

arma::fmat map_by(const std::string& method, Settings settings = {}) {
  const TestQuestion test(pooled_network());
  return explained_by(method, test.about(small_picture, {2, 2}), std::move(settings)).attributions;
}

std::string refusal(std::unique_ptr<Network> network, const arma::fmat& input,
                    const std::string& method, const Settings& settings) {
  const TestQuestion test(std::move(network));
  try {
    explained_by(method, test.about(input), settings);
  } catch (const ParameterError& error) {
    return error.parameter() + ": " + error.what();
  }
  return "taken";
}

}  // namespace

TEST_CASE("before a mean the class activation maps follow from the weights", "[cam]") {
  // Gradients to the maps are 3 / 4 and -1 / 4 everywhere: x (3 - 2) / 4.
  for (const std::string method : {"grad-cam", "hires-cam", "xgrad-cam"}) {
    INFO(method);
    CHECK(near(map_by(method), small_picture / 4));
  }
  CHECK(near(map_by("layer-cam"), 3 * small_picture / 4));
  CHECK(near(map_by("grad-cam-elementwise"), 3 * small_picture / 4));
  // The output is 3 6 / 4 - 2 6 / 4 = 1.5; without a map -3 and 4.5: weights 3 and -2.
  CHECK(near(map_by("ablation-cam"),
             3 * small_picture - 2 * 2 * small_picture + 2 * small_picture - small_picture));
  // alpha of map 1: (9/16) / (18/16 + 6 27/64 + 1e-6), and relu(-1/4) = 0 for map 2
  const double alpha = 0.5625 / (1.125 + 6 * 0.421875 + 1e-6);
  CHECK(near(map_by("grad-cam-plus-plus"), static_cast<float>(4 * 0.75 * alpha) * small_picture));
  // Both maps are multiples of x, so that the component is x less its mean, times sqrt 5.
  const arma::fmat centred = std::sqrt(5.0F) * (small_picture - 1.5F);
  CHECK(near(map_by("eigen-cam"), arma::clamp(centred, 0, 1e9F), 1e-5));
}

TEST_CASE("score-cam weighs maps with the output for the masked item", "[cam]") {
  // Both maps scaled to 0 .. 1 are x / 3: masked the item is x^2 / 3, the same for both, so that
  // their weights are 1 / 2 each.
  CHECK(near(map_by("score-cam"), 1.5F * small_picture, 1e-5));
}

TEST_CASE("what follows the last convolution is chosen", "[cam]") {
  const auto network = pooled_network();
  const MapLayer layer = map_layer(*network, Settings{});
  CHECK(layer.name == "r_node");
  CHECK(layer.n_maps == 2);
  CHECK(layer.axes == Shape{2, 2});

  // Through the sum of a skip connection, as torchvision's layer4 ends.
  SmallGraph graph({2, 3, 3});
  graph.floats("K", {2, 2, 1, 1}, {1, 0, 0, 1})
      .floats("V", {2, 2}, {1, 2, 3, 4})
      .node("Conv", {"x", "K"}, "c")
      .node("Add", {"c", "x"}, "s")
      .node("Relu", {"s"}, "r")
      .node("GlobalAveragePool", {"r"}, "p")
      .node("Flatten", {"p"}, "f")
      .node("Gemm", {"f", "V"}, "y");
  CHECK(map_layer(*graph.network(), Settings{}).name == "r_node");
}

TEST_CASE("maps take the item's height and width, one value for all channels", "[cam]") {
  SmallGraph graph({3, 4, 4});
  graph.floats("K", {1, 3, 2, 2}, std::vector<float>(12, 1))
      .floats("V", {1, 2}, {4, 1})
      .node("Conv", {"x", "K"}, "c", {{"strides", std::vector<std::int64_t>{2, 2}}})
      .node("GlobalAveragePool", {"c"}, "p")
      .node("Flatten", {"p"}, "f")
      .node("Gemm", {"f", "V"}, "y");
  const TestQuestion test(graph.network());
  arma::fmat item(48, 1, arma::fill::zeros);
  item(0) = 1;   // upper left
  item(47) = 2;  // lower right
  Settings settings;
  settings.upsample = "nearest";
  const Explanation nearest = explained_by("grad-cam", test.about(item, {3, 4, 4}), settings);
  CHECK(nearest.shape == Shape{4, 4});
  CHECK(near(nearest.attributions,
             arma::fmat(arma::fvec{1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 2, 2, 0, 0, 2, 2})));
  const Explanation captum = [&] {
    settings.compat = "captum";
    return explained_by("grad-cam", test.about(item, {3, 4, 4}), settings);
  }();
  CHECK(captum.shape == Shape{1, 2, 2});
  CHECK(near(captum.attributions, arma::fmat(arma::fvec{1, 0, 0, 2})));
}

TEST_CASE("channels that come last are told from height and width", "[cam]") {
  const ItemPlaces last = item_places({28, 28, 3}, 2);
  CHECK(last.axes == Shape{28, 28});
  CHECK(last.of_feature(5) == 1);
  const ItemPlaces first = item_places({3, 28, 28}, 2);
  CHECK(first.axes == Shape{28, 28});
  CHECK(first.of_feature(785) == 1);
  CHECK(item_places({784}, 2).axes.empty());
}

TEST_CASE("maps are resized between the middles of their cells", "[cam]") {
  const arma::vec map{0, 4};
  // Middles of the four cells lie at -0.25, 0.25, 0.75 and 1.25 of the two.
  CHECK(arma::approx_equal(resized_map(map, {2}, {4}, false), arma::vec{0, 1, 3, 4}, "absdiff", 0));
  CHECK(arma::approx_equal(resized_map(map, {2}, {4}, true), arma::vec{0, 0, 4, 4}, "absdiff", 0));
  const arma::vec square{0, 4, 8, 12};
  const arma::vec wanted{0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12};
  CHECK(arma::approx_equal(resized_map(square, {2, 2}, {4, 4}, false), wanted, "absdiff", 1e-12));
}

TEST_CASE("guided grad-cam is guided backprop times the map", "[cam]") {
  const arma::fmat guided = map_by("guided-backprop");
  CHECK(near(map_by("guided-grad-cam"), guided % (small_picture / 4)));
}

TEST_CASE("PAIR's map of a detector of lines comes out", "[cam]") {
  // A square of ones in zeros; the kernel answers at its upper and lower edge with 1, 2, 3, 2, 1.
  SmallGraph graph({1, 5, 5});
  graph.floats("K", {1, 1, 3, 3}, {-1, -1, -1, 2, 2, 2, -1, -1, -1})
      .floats("V", {1, 2}, {1, 0})
      .node("Conv", {"x", "K"}, "c", {{"pads", std::vector<std::int64_t>{1, 1, 1, 1}}})
      .node("GlobalAveragePool", {"c"}, "p")
      .node("Flatten", {"p"}, "f")
      .node("Gemm", {"f", "V"}, "y");
  const TestQuestion test(graph.network());
  arma::fmat item(25, 1, arma::fill::zeros);
  for (const arma::uword i : {6, 7, 8, 11, 12, 13, 16, 17, 18}) item(i) = 1;
  Settings settings;
  settings.compat = "pair";
  arma::fmat wanted(25, 1, arma::fill::zeros);
  for (arma::uword i = 0; i < 5; ++i) {
    const float value = static_cast<float>(3 - std::abs(static_cast<int>(i) - 2)) / 3;
    wanted(5 + i) = value;
    wanted(15 + i) = value;
  }
  CHECK(near(explained_by("grad-cam", test.about(item, {5, 5}), settings).attributions, wanted));
}

TEST_CASE("maps give the same bits on one, two and four threads", "[cam]") {
  const arma::fmat inputs = irregular(4, 7, 0.4);
  for (const Method& method : all_methods()) {
    if (method.layers != LayerUse::features) continue;
    INFO(method.name);
    const std::string name(method.name);
    const TestQuestion one(pooled_network(), 1);
    const arma::fmat wanted = explained_by(name, one.about(inputs, {2, 2})).attributions;
    CHECK(wanted.is_finite());
    for (const arma::uword threads : {2, 4}) {
      const TestQuestion several(pooled_network(), threads);
      CHECK(near(explained_by(name, several.about(inputs, {2, 2})).attributions, wanted, 0));
    }
  }
}

TEST_CASE("a network or layer without maps is refused", "[cam]") {
  Settings settings;
  settings.layer = "f_node";
  CHECK(refusal(pooled_network(), small_picture, "grad-cam", settings) ==
        "layer: 'grad-cam' wants a layer of maps x height x width; layer 'f_node' has shape 2; "
        "convolutions are c_node");
  Perceptron dense;
  dense.layers.push_back({irregular(4, 2, 0), arma::fvec(2)});
  CHECK(refusal(make_network(dense), small_picture, "grad-cam", {}) ==
        "method: 'grad-cam' combines the maps of a convolution, and this network has none; choose "
        "integrated-gradients or occlusion");
  CHECK(refusal(pooled_network(), small_picture, "score-cam", {}) ==
        "method: score-cam wants one input of height x width to mask, found items of shape 4; "
        "choose ablation-cam");
}
