// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

using Integers = std::vector<std::int64_t>;
using Given = std::map<std::string, Attribute>;

Attribute text(const std::string& value) { return value; }

/// Resize of one channel by scales of the item's axes.
SmallGraph resize(Shape item, std::vector<float> scales, Given attributes, int opset = 13) {
  scales.insert(scales.begin(), 1.0F);
  SmallGraph graph(std::move(item), opset);
  graph.floats("scales", {scales.size()}, scales);
  const std::vector<std::string> inputs = opset < 11 ? std::vector<std::string>{"x", "scales"}
                                                     : std::vector<std::string>{"x", "", "scales"};
  graph.node("Resize", inputs, "y", std::move(attributes));
  return graph;
}

arma::fmat resized(const std::string& mode, const std::string& coordinates, float scale,
                   const arma::fvec& x, const std::string& nearest = "round_prefer_floor") {
  return resize({1, x.n_elem}, {1, scale},
                {{"mode", text(mode)},
                 {"coordinate_transformation_mode", text(coordinates)},
                 {"nearest_mode", text(nearest)}})
      .output(x);
}

arma::fmat padded(const std::string& mode, const Integers& pads, const arma::fvec& x,
                  int opset = 13) {
  Integers all = {0, pads[0], 0, pads[1]};
  return SmallGraph({x.n_elem}, opset)
      .integers("pads", all)
      .floats("value", {}, {9})
      .node("Pad", {"x", "pads", "value"}, "y", {{"mode", text(mode)}})
      .output(x);
}

}  // namespace

TEST_CASE("Resize interpolates at the places that each transformation gives", "[resampling]") {
  const arma::fvec x{1, 2};
  // Places of four outputs over two inputs: -1/4, 1/4, 3/4, 5/4; 0, 1/2, 1, 3/2; 0, 1/3, 2/3, 1.
  CHECK(same(resized("linear", "half_pixel", 2, x), arma::fvec{1, 1.25F, 1.75F, 2}));
  CHECK(same(resized("linear", "pytorch_half_pixel", 2, x), arma::fvec{1, 1.25F, 1.75F, 2}));
  CHECK(same(resized("linear", "asymmetric", 2, x), arma::fvec{1, 1.5F, 2, 2}));
  CHECK(
      same(resized("linear", "align_corners", 2, x), arma::fvec{1, 4 / 3.0F, 5 / 3.0F, 2}, 1e-6F));
  // One output: PyTorch takes the first element, half_pixel the middle.
  CHECK(same(resized("linear", "pytorch_half_pixel", 0.5F, x), arma::fvec{1}));
  CHECK(same(resized("linear", "half_pixel", 0.5F, x), arma::fvec{1.5F}));
  CHECK(same(
      resize({2, 2}, {1.5F, 1.5F},
             {{"mode", text("linear")}, {"coordinate_transformation_mode", text("align_corners")}})
          .output(arma::fvec{1, 2, 3, 4}),
      arma::fvec{1, 1.5F, 2, 2, 2.5F, 3, 3, 3.5F, 4}));
}

TEST_CASE("Resize takes the nearest element, ties as told", "[resampling]") {
  const arma::fvec x{1, 2, 3, 4};
  CHECK(same(resized("nearest", "half_pixel", 2, arma::fvec{1, 2}), arma::fvec{1, 1, 2, 2}));
  // Halved, the places are 1/2 and 5/2: ties.
  CHECK(same(resized("nearest", "half_pixel", 0.5F, x), arma::fvec{1, 3}));
  CHECK(same(resized("nearest", "half_pixel", 0.5F, x, "round_prefer_ceil"), arma::fvec{2, 4}));
  CHECK(same(resized("nearest", "asymmetric", 0.5F, x, "floor"), arma::fvec{1, 3}));
  CHECK(same(resized("nearest", "half_pixel", 0.5F, x, "ceil"), arma::fvec{2, 4}));
  // A third, rounded to float32, up: every element three times, none missed by rounding.
  const arma::fmat thrice = resized("nearest", "asymmetric", 3, x, "floor");
  CHECK(same(thrice, arma::fvec{1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}));
  CHECK(same(resized("nearest", "asymmetric", 1 / 3.0F, thrice, "floor"), x));
}

TEST_CASE("Resize takes sizes, axes and the conventions of each opset", "[resampling]") {
  const arma::fvec x{1, 2, 3, 4};
  SmallGraph sizes({1, 4});
  sizes.integers("sizes", {5, 1, 2}).batch(5).node("Resize", {"x", "", "", "sizes"}, "y");
  CHECK(sizes.output_shape() == Shape{1, 2});
  CHECK(same(sizes.output(x), arma::fvec{1, 3}));
  SmallGraph axes({1, 4}, 18);
  axes.floats("scales", {1}, {0.5F})
      .node("Resize", {"x", "", "scales"}, "y", {{"axes", Integers{-1}}});
  CHECK(same(axes.output(x), arma::fvec{1, 3}));
  // In opset 10 the places were asymmetric and rounded down.
  CHECK(
      same(resize({1, 4}, {1, 0.5F}, {{"mode", text("linear")}}, 10).output(x), arma::fvec{1, 3}));
  CHECK(same(resize({4}, {0.75F}, {}, 10).output(x), arma::fvec{1, 2, 3}));
  CHECK(same(SmallGraph({1, 2}, 7)
                 .node("Upsample", {"x"}, "y", {{"scales", std::vector<float>{1, 1, 2}}})
                 .output(arma::fvec{1, 2}),
             arma::fvec{1, 1, 2, 2}));
  CHECK(same(SmallGraph({1, 2}, 9)
                 .floats("scales", {3}, {1, 1, 2})
                 .node("Upsample", {"x", "scales"}, "y", {{"mode", text("linear")}})
                 .output(arma::fvec{1, 2}),
             arma::fvec{1, 1.5F, 2, 2}));
}

TEST_CASE("Pad puts a constant, the edge or the mirrored items around, or cuts off",
          "[resampling]") {
  const arma::fvec x{1, 2, 3};
  CHECK(same(padded("constant", {2, 1}, x), arma::fvec{9, 9, 1, 2, 3, 9}));
  CHECK(same(padded("edge", {2, 1}, x), arma::fvec{1, 1, 1, 2, 3, 3}));
  CHECK(same(padded("reflect", {2, 1}, x), arma::fvec{3, 2, 1, 2, 3, 2}));
  CHECK(same(padded("wrap", {2, 1}, x, 19), arma::fvec{2, 3, 1, 2, 3, 1}));
  CHECK(same(padded("constant", {-1, 1}, x), arma::fvec{2, 3, 9}));
  CHECK(same(SmallGraph({2, 1}, 10)
                 .node("Pad", {"x"}, "y", {{"pads", Integers{0, 1, 0, 0, 0, 1}}, {"value", 5.0F}})
                 .output(arma::fvec{1, 2}),
             arma::fvec{5, 5, 1, 5, 2, 5}));
}

TEST_CASE("DepthToSpace and SpaceToDepth exchange channels and blocks", "[resampling]") {
  const arma::fvec x{0, 1, 2, 3, 4, 5, 6, 7};
  const auto moved = [&](const std::string& op, Shape item, const std::string& mode) {
    Given attributes = {{"blocksize", std::int64_t{2}}};
    if (!mode.empty()) attributes["mode"] = mode;
    return SmallGraph(std::move(item)).node(op, {"x"}, "y", attributes).output(x);
  };
  CHECK(same(moved("DepthToSpace", {4, 1, 2}, ""), arma::fvec{0, 2, 1, 3, 4, 6, 5, 7}));
  // Channels (place in the block, channel), or (channel, place).
  CHECK(same(moved("DepthToSpace", {8, 1, 1}, "DCR"), arma::fvec{0, 2, 4, 6, 1, 3, 5, 7}));
  CHECK(same(moved("DepthToSpace", {8, 1, 1}, "CRD"), x));
  CHECK(same(moved("SpaceToDepth", {2, 2, 2}, ""), arma::fvec{0, 4, 1, 5, 2, 6, 3, 7}));
}

TEST_CASE("gradients through resizing, padding and moved blocks are slopes", "[resampling]") {
  for (const std::string mode : {"linear", "nearest"}) {
    SmallGraph graph = resize({4, 3, 2}, {1, 2.5F, 0.7F}, {{"mode", text(mode)}});
    CHECK(difference_to_finite(*graph.network(), "y", normal_numbers(24, 2, 1)) < 1e-3);
  }
  for (const std::string mode : {"constant", "reflect", "edge"}) {
    SmallGraph graph({2, 3, 4});
    graph.integers("pads", {0, 0, 2, -1, 0, 1, 1, 2})
        .node("Pad", {"x", "pads"}, "y", {{"mode", text(mode)}});
    CHECK(difference_to_finite(*graph.network(), "y", normal_numbers(24, 2, 2)) < 1e-3);
  }
  SmallGraph blocks({2, 4, 2});
  blocks.node("SpaceToDepth", {"x"}, "d", {{"blocksize", std::int64_t{2}}})
      .node("Tanh", {"d"}, "t")
      .node("DepthToSpace", {"t"}, "y", {{"blocksize", std::int64_t{2}}, {"mode", text("CRD")}});
  CHECK(difference_to_finite(*blocks.network(), "y", normal_numbers(16, 2, 3)) < 1e-3);
}

TEST_CASE("resizing and padding refuse what they cannot do", "[resampling]") {
  const std::string start = "node 'y_node' (Resize, opset 13): ";
  CHECK(resize({1, 4}, {1, 2}, {{"mode", text("cubic")}}).refusal() ==
        start + "mode 'cubic'; nearest and linear are supported");
  CHECK(resize({1, 4}, {1, 2}, {{"coordinate_transformation_mode", text("tf_crop_and_resize")}})
            .refusal() ==
        start + "coordinate_transformation_mode 'tf_crop_and_resize' is not supported");
  CHECK(resize({1, 4}, {2}, {}).refusal() == start + "2 scales or sizes for 3 axes");
  CHECK(resize({1, 4}, {1, 0.1F}, {}).refusal() ==
        start + "axis 2 of 4 elements cannot be scaled by 0.1");
  CHECK(resize({1, 4}, {1, 1e30F}, {}).refusal() ==
        start + "axis 2 of 4 elements cannot be scaled by 1e+30");
  CHECK(SmallGraph({2}).node("Resize", {"x"}, "y").refusal() ==
        start + "either scales or sizes are wanted");
  CHECK(SmallGraph({2}).integers("s", {7, 4}).node("Resize", {"x", "", "", "s"}, "y").refusal() ==
        start + "the sizes do not keep the batch; export the network with scales");
  CHECK(SmallGraph({2}).node("Upsample", {"x"}, "y").refusal() ==
        "node 'y_node' (Upsample, opset 13): the operator ended with opset 9; export with Resize");
  const auto pad_refusal = [](const Integers& pads, const std::string& mode) {
    return SmallGraph({3})
        .integers("pads", pads)
        .node("Pad", {"x", "pads"}, "y", {{"mode", text(mode)}})
        .refusal();
  };
  const std::string pad = "node 'y_node' (Pad, opset 13): ";
  CHECK(pad_refusal({1, 0, 0, 0}, "constant") ==
        pad + "the batch would be padded; only the items can be");
  CHECK(pad_refusal({0, 3, 0, 0}, "reflect") ==
        pad + "pads of 3 and 0 reflect more than the 3 elements of axis 1 hold");
  CHECK(pad_refusal({0, -2, 0, -1}, "constant") ==
        pad + "pads of -2 and -1 make axis 1 of 3 elements 0 long");
  CHECK(pad_refusal({0, 1}, "edge") == pad + "2 pads for 2 axes; two for each are wanted");
  CHECK(pad_refusal({0, 1, 0, 1}, "wrap") ==
        pad + "mode 'wrap'; constant, edge, reflect and, since opset 19, wrap are supported");
  CHECK(SmallGraph({3, 2, 2})
            .node("DepthToSpace", {"x"}, "y", {{"blocksize", std::int64_t{2}}})
            .refusal() ==
        "node 'y_node' (DepthToSpace, opset 13): 3 channels cannot become blocks of 2 x 2");
  CHECK(SmallGraph({3, 2, 3})
            .node("SpaceToDepth", {"x"}, "y", {{"blocksize", std::int64_t{2}}})
            .refusal() ==
        "node 'y_node' (SpaceToDepth, opset 13): 2 x 3 pixels cannot be cut into "
        "blocks of 2 x 2");
}
