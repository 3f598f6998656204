// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "naive_convolution.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <omp.h>
#include <catch2/catch.hpp>

#include <thread>

using namespace lucarne;

namespace {

using List = std::vector<std::int64_t>;

List list(const Shape& a, const Shape& b = {}) {
  List values(a.begin(), a.end());
  values.insert(values.end(), b.begin(), b.end());
  return values;
}

std::vector<float> kernel_numbers(arma::uword n, std::uint64_t stream) {
  return arma::conv_to<std::vector<float>>::from(normal_numbers(n, 1, stream).col(0));
}

/// Draws of one configuration.
class Dice {
 public:
  explicit Dice(std::uint64_t stream) : stream_(stream) {}
  arma::uword operator()(arma::uword least, arma::uword most) {
    return least + random_.below(most - least + 1, stream_, draw_++);
  }

 private:
  Random random_{3, "convolution"};
  std::uint64_t stream_;
  std::uint64_t draw_ = 0;
};

NaiveConvolution random_convolution(std::uint64_t stream) {
  Dice dice(stream);
  NaiveConvolution c;
  const arma::uword n_axes = dice(1, 5) / 2 + (stream % 7 == 0 ? 1 : 0);
  c.groups = dice(1, 3);
  c.weights = {c.groups * dice(1, 6), dice(1, 6)};
  c.in = {c.groups * c.weights[1]};
  for (arma::uword axis = 0; axis < std::clamp<arma::uword>(n_axes, 1, 3); ++axis) {
    const arma::uword kernel = dice(1, 4);
    c.dilations.push_back(dice(1, 3));
    c.strides.push_back(dice(1, 3));
    c.begin.push_back(dice(0, 3));
    c.end.push_back(dice(0, 3));
    const arma::uword extent = (kernel - 1) * c.dilations.back() + 1;
    const arma::uword pads = c.begin.back() + c.end.back();
    c.in.push_back(dice(std::max(extent, pads + 1) - pads, extent + 6));
    c.weights.push_back(kernel);
  }
  return c;
}

std::map<std::string, Attribute> attributes(const NaiveConvolution& c) {
  return {{"group", static_cast<std::int64_t>(c.groups)},
          {"strides", list(c.strides)},
          {"dilations", list(c.dilations)},
          {"pads", list(c.begin, c.end)}};
}

/// In parts of the largest element.
double distance(const arma::fmat& found, const arma::mat& wanted) {
  const double largest = std::max(1.0, arma::abs(wanted).max());
  const arma::mat difference = arma::conv_to<arma::mat>::from(found) - wanted;
  return arma::abs(difference).max() / largest;
}

// Sums of up to 6 * 64 products of size about 1, in float32.
constexpr double rounding = 3e-6;

}  // namespace

TEST_CASE("Conv slides its kernel over the padded items", "[convolution]") {
  // x = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], kernel [[1, 0], [0, -1]]: x(i, j) - x(i + 1, j + 1) =
  // -4.
  const arma::fvec x{1, 2, 3, 4, 5, 6, 7, 8, 9};
  SmallGraph plain({1, 3, 3});
  plain.floats("W", {1, 1, 2, 2}, {1, 0, 0, -1}).node("Conv", {"x", "W"}, "y");
  CHECK(plain.output_shape() == Shape{1, 2, 2});
  CHECK(same(plain.output(x), arma::fvec{-4, -4, -4, -4}));
  // The correlation, not the convolution: the kernel is not turned around.
  SmallGraph line({1, 4});
  line.floats("W", {2, 1, 2}, {1, 10, 0, 1}).floats("B", {2}, {0.5F, -1});
  line.node("Conv", {"x", "W", "B"}, "y", {{"pads", List{1, 0}}});
  // Channel 0: (0 + 10, 1 + 20, 2 + 30, 3 + 40) + 0.5; channel 1: x itself - 1.
  CHECK(same(line.output(arma::fvec{1, 2, 3, 4}),
             arma::fvec{10.5F, 21.5F, 32.5F, 43.5F, 0, 1, 2, 3}));
}

TEST_CASE("auto_pad pads as much as the strides need, the odd element at the named end",
          "[convolution]") {
  const arma::fvec x{1, 2, 3, 4, 5};
  const auto output = [&](const std::string& auto_pad, std::int64_t stride) {
    SmallGraph graph({1, 5});
    graph.floats("W", {1, 1, 2}, {1, 10});
    graph.node("Conv", {"x", "W"}, "y", {{"auto_pad", auto_pad}, {"strides", List{stride}}});
    return graph.output(x);
  };
  CHECK(same(output("SAME_UPPER", 1), arma::fvec{21, 32, 43, 54, 5}));
  CHECK(same(output("SAME_LOWER", 1), arma::fvec{10, 21, 32, 43, 54}));
  CHECK(same(output("VALID", 1), arma::fvec{21, 32, 43, 54}));
  CHECK(same(output("NOTSET", 3), arma::fvec{21, 54}));
  // Three outputs at stride 2 reach from 0 to 5: one pad.
  CHECK(same(output("SAME_UPPER", 2), arma::fvec{21, 43, 5}));
}

TEST_CASE("Conv is the sum of products that its definition says, for any attributes",
          "[convolution]") {
  for (std::uint64_t stream = 0; stream < 120; ++stream) {
    const NaiveConvolution c = random_convolution(stream);
    const std::vector<float> w = kernel_numbers(n_elements(c.weights), 2 * stream);
    const std::vector<float> b = kernel_numbers(c.weights[0], 2 * stream + 1);
    const arma::fmat x = normal_numbers(n_elements(c.in), 3, 1000 + stream);
    SmallGraph graph(c.in);
    graph.floats("W", c.weights, w).floats("B", {c.weights[0]}, b);
    graph.node("Conv", {"x", "W", "B"}, "y", attributes(c));
    const auto network = graph.network();
    const auto pass = network->start_pass();
    pass->forward(x);
    const arma::fmat y = pass->tensor("y");
    const arma::fmat dy = normal_numbers(y.n_rows, y.n_cols, 2000 + stream);
    const arma::fmat dx = pass->gradient("y", dy, "x");

    INFO("stream " << stream << ", " << to_string(c.in) << " with " << to_string(c.weights));
    REQUIRE(network->layers().back().shape == c.out());
    arma::mat wanted(y.n_rows, y.n_cols);
    arma::mat wanted_dx(x.n_rows, x.n_cols, arma::fill::zeros);
    for (arma::uword item = 0; item < x.n_cols; ++item) {
      for (arma::uword i = 0; i < y.n_rows; ++i) {
        wanted(i, item) = static_cast<double>(b[i / (y.n_rows / c.weights[0])]);
      }
      c.for_each_product([&](arma::uword out, arma::uword in, arma::uword k) {
        const auto weight = static_cast<double>(w[k]);
        wanted(out, item) += weight * static_cast<double>(x(in, item));
        wanted_dx(in, item) += weight * static_cast<double>(dy(out, item));
      });
    }
    CHECK(distance(y, wanted) < rounding);
    CHECK(distance(dx, wanted_dx) < rounding);
  }
}

TEST_CASE("ConvTranspose is the adjoint of Conv plus biases", "[convolution]") {
  for (std::uint64_t stream = 0; stream < 80; ++stream) {
    const NaiveConvolution c = random_convolution(stream);
    const Shape small = c.out();
    const std::vector<float> w = kernel_numbers(n_elements(c.weights), 3 * stream);
    const std::vector<float> b = kernel_numbers(c.in[0], 3 * stream + 1);
    const arma::fmat x = normal_numbers(n_elements(small), 2, 3000 + stream);
    // What the strides of the convolution do not reach comes back as output padding.
    Shape more;
    for (std::size_t axis = 0; axis < c.strides.size(); ++axis) {
      const arma::uword extent = (c.weights[axis + 2] - 1) * c.dilations[axis] + 1;
      more.push_back(c.in[axis + 1] + c.begin[axis] + c.end[axis] - extent -
                     (small[axis + 1] - 1) * c.strides[axis]);
    }
    std::map<std::string, Attribute> given = attributes(c);
    given["output_padding"] = list(more);
    SmallGraph graph(small);
    graph.floats("W", c.weights, w).floats("B", {c.in[0]}, b);
    graph.node("ConvTranspose", {"x", "W", "B"}, "y", given);
    const auto network = graph.network();
    INFO("stream " << stream << ", " << to_string(small) << " to " << to_string(c.in));
    REQUIRE(network->layers().back().shape == c.in);
    const auto pass = network->start_pass();
    pass->forward(x);
    const arma::fmat y = pass->tensor("y");
    const arma::fmat dy = normal_numbers(y.n_rows, y.n_cols, 4000 + stream);
    const arma::fmat dx = pass->gradient("y", dy, "x");
    arma::mat wanted(y.n_rows, y.n_cols);
    arma::mat wanted_dx(x.n_rows, x.n_cols, arma::fill::zeros);
    for (arma::uword item = 0; item < x.n_cols; ++item) {
      for (arma::uword i = 0; i < y.n_rows; ++i) {
        wanted(i, item) = static_cast<double>(b[i / (y.n_rows / c.in[0])]);
      }
      c.for_each_product([&](arma::uword out, arma::uword in, arma::uword k) {
        const auto weight = static_cast<double>(w[k]);
        wanted(in, item) += weight * static_cast<double>(x(out, item));
        wanted_dx(out, item) += weight * static_cast<double>(dy(in, item));
      });
    }
    CHECK(distance(y, wanted) < rounding);
    CHECK(distance(dx, wanted_dx) < rounding);
  }
}

TEST_CASE("ConvTranspose makes the size that it is asked for", "[convolution]") {
  const arma::fvec x{1, 2, 3};
  const auto output = [&](std::map<std::string, Attribute> more) {
    more["strides"] = List{2};
    SmallGraph graph({1, 3});
    graph.floats("W", {1, 1, 3}, {1, 10, 100}).node("ConvTranspose", {"x", "W"}, "y", more);
    return graph.output(x);
  };
  // 1 10 100, 2 20 200, 3 30 300, each two further than the one before.
  const arma::fvec whole{1, 10, 102, 20, 203, 30, 300};
  CHECK(same(output({}), whole));
  CHECK(same(output({{"pads", List{1, 2}}}), whole.rows(1, 4)));
  CHECK(same(output({{"output_shape", List{6}}}), whole.rows(1, 6)));
  CHECK(same(output({{"auto_pad", std::string("SAME_UPPER")}}), whole.rows(0, 5)));
  CHECK(same(output({{"auto_pad", std::string("SAME_LOWER")}}), whole.rows(1, 6)));
  CHECK(same(output({{"output_padding", List{1}}}), arma::fvec{1, 10, 102, 20, 203, 30, 300, 0}));
  CHECK(same(output({{"output_shape", List{8}}}), arma::fvec{1, 10, 102, 20, 203, 30, 300, 0}));
}

TEST_CASE("gradients of a convolutional network are its slopes", "[convolution]") {
  SmallGraph graph({2, 5, 6});
  graph.floats("W", {4, 2, 3, 3}, kernel_numbers(72, 1))
      .floats("V", {4, 2, 2, 2}, kernel_numbers(32, 2));
  graph.node("Conv", {"x", "W"}, "h", {{"pads", List{1, 1, 1, 1}}, {"strides", List{2, 1}}})
      .node("Tanh", {"h"}, "t")
      .node("ConvTranspose", {"t", "V"}, "u", {{"group", std::int64_t{2}}})
      .node("Tanh", {"u"}, "y");
  CHECK(difference_to_finite(*graph.network(), "y", normal_numbers(60, 2, 5) * 0.3F) < 2e-3);
}

TEST_CASE("two convolutions that read one tensor add their gradients", "[convolution]") {
  SmallGraph graph({1, 3});
  graph.floats("W", {1, 1, 2}, {1, 10}).floats("V", {1, 1, 2}, {100, 1000});
  graph.node("Conv", {"x", "W"}, "a").node("Conv", {"x", "V"}, "b").node("Add", {"a", "b"}, "y");
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, 2, 3});
  CHECK(same(pass->gradient("y", arma::fvec{1, 1}, "x"), arma::fvec{101, 1111, 1010}));
}

TEST_CASE("a convolution has the same bits for any block size and number of threads",
          "[convolution]") {
  // Sizes for which oneDNN takes its different kernels: few and many channels, 1 x 1, one channel a
  // group.
  SmallGraph graph({3, 17, 17});
  graph.floats("A", {16, 3, 3, 3}, kernel_numbers(432, 1))
      .floats("B", {32, 16, 1, 1}, kernel_numbers(512, 2))
      .floats("C", {32, 1, 3, 3}, kernel_numbers(288, 3))
      .floats("D", {7, 32, 3, 3}, kernel_numbers(2016, 4))
      .node("Conv", {"x", "A"}, "a", {{"strides", List{2, 2}}})
      .node("Conv", {"a", "B"}, "b")
      .node("Conv", {"b", "C"}, "c", {{"group", std::int64_t{32}}, {"pads", List{1, 1, 1, 1}}})
      .node("Conv", {"c", "D"}, "y", {{"dilations", List{2, 2}}});
  const auto network = graph.network();
  const arma::fmat x = normal_numbers(3 * 17 * 17, 35, 8);
  const auto all = [&](arma::uword block, arma::fmat& y, arma::fmat& dx) {
    const auto pass = network->start_pass();
    for (arma::uword first = 0; first < x.n_cols; first += block) {
      const arma::uword last = std::min(first + block, x.n_cols) - 1;
      pass->forward(x.cols(first, last));
      y = arma::join_rows(y, pass->tensor("y"));
      dx = arma::join_rows(dx, pass->gradient("y", arma::sign(pass->tensor("y")), "x"));
    }
  };
  arma::fmat y;
  arma::fmat dx;
  all(x.n_cols, y, dx);
  const int before = omp_get_max_threads();
  for (const int n_omp_threads : {1, 3}) {
    omp_set_num_threads(n_omp_threads);
    for (const arma::uword block : {1, 3, 16}) {
      arma::fmat y_of_blocks;
      arma::fmat dx_of_blocks;
      all(block, y_of_blocks, dx_of_blocks);
      CHECK(same(y_of_blocks, y));
      CHECK(same(dx_of_blocks, dx));
    }
    CHECK(omp_get_max_threads() == n_omp_threads);
  }
  omp_set_num_threads(before);
  std::vector<arma::fmat> ys(4);
  std::vector<arma::fmat> dxs(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < ys.size(); ++i) {
      threads.emplace_back([&, i] { all(5 + i, ys[i], dxs[i]); });
    }
  }
  for (std::size_t i = 0; i < ys.size(); ++i) {
    CHECK(same(ys[i], y));
    CHECK(same(dxs[i], dx));
  }
}

TEST_CASE("Conv refuses what does not fit, and says what would", "[convolution]") {
  const auto refusal = [](const std::string& op, Shape weights,
                          std::map<std::string, Attribute> more, Shape item = {2, 4, 4}) {
    const arma::uword n = n_elements(weights);
    return SmallGraph(std::move(item))
        .floats("W", std::move(weights), std::vector<float>(n, 1.0F))
        .floats("B", {3}, {1, 2, 3})
        .node(op, {"x", "W"}, "y", std::move(more))
        .refusal();
  };
  const std::string conv = "node 'y_node' (Conv, opset 13): ";
  CHECK(refusal("Conv", {3, 2, 3, 3}, {}) == "made");
  CHECK(refusal("Conv", {3, 2, 3}, {}) ==
        conv + "W has shape 3 x 2 x 3 where 4 dimensions are wanted, none of them 0");
  CHECK(refusal("Conv", {3, 1, 3, 3}, {}) ==
        conv + "W of shape 3 x 1 x 3 x 3 takes 1 channels in 1 groups, the items have 2");
  CHECK(refusal("Conv", {3, 1, 3, 3}, {{"group", std::int64_t{2}}}) ==
        conv + "2 groups do not divide 2 channels into 3");
  CHECK(refusal("Conv", {3, 2, 5, 1}, {}) ==
        conv + "a kernel that spans 5 does not fit into axis 1 of the items: 4 with its pads");
  CHECK(refusal("Conv", {3, 2, 3, 3}, {{"strides", List{1}}}) ==
        conv + "attribute 'strides' has 1 numbers where 2 are wanted");
  CHECK(refusal("Conv", {3, 2, 3, 3}, {{"strides", List{0, 1}}}) ==
        conv + "attribute 'strides' holds 0; 1 to 2147483647 are supported");
  CHECK(refusal("Conv", {3, 2, 3, 3}, {{"pads", List{0, 0, -1, 0}}}) ==
        conv + "attribute 'pads' holds -1; 0 to 2147483647 are supported");
  CHECK(refusal("Conv", {3, 2, 3, 3}, {{"pads", List{2000000000, 2000000000, 0, 0}}}) ==
        conv + "items of more than 268435456 elements would come out");
  CHECK(refusal("Conv", {3, 2, 3, 3}, {{"kernel_shape", List{3, 2}}}) ==
        conv + "kernel_shape is not that of W, 3 x 3");
  CHECK(refusal("Conv", {3, 2, 3, 3}, {{"auto_pad", std::string("SAME")}}) ==
        conv + "auto_pad 'SAME'; NOTSET, VALID, SAME_UPPER and SAME_LOWER are supported");
  CHECK(refusal("Conv", {3, 2, 3, 3},
                {{"auto_pad", std::string("VALID")}, {"pads", List{0, 0, 0, 1}}}) ==
        conv + "both pads and an auto_pad; export the network with one of them");
  CHECK(refusal("Conv", {3, 2, 3, 3}, {}, {2}) ==
        conv + "items of shape 2; channels and 1 to 3 axes after them are supported");
  CHECK(SmallGraph({2, 4}).node("Conv", {"x", "x"}, "y").refusal() ==
        conv + "W 'x' is computed from the items; only a constant is supported");
  const std::string transposed = "node 'y_node' (ConvTranspose, opset 13): ";
  CHECK(refusal("ConvTranspose", {2, 3, 3, 3}, {}) == "made");
  CHECK(refusal("ConvTranspose", {3, 2, 3, 3}, {}) ==
        transposed +
            "W has shape 3 x 2 x 3 x 3 where 4 dimensions are wanted, the first of them "
            "the items' 2 channels and none 0");
  CHECK(refusal("ConvTranspose", {2, 3, 3, 3}, {{"output_padding", List{1, 0}}}) ==
        transposed + "output_padding 1 along axis 1; less than the stride, 1, is supported");
  CHECK(refusal("ConvTranspose", {2, 3, 3, 3}, {{"output_shape", List{7, 6}}}) ==
        transposed + "an output of 7 is wanted along axis 1, the kernel reaches 6");
  CHECK(refusal("ConvTranspose", {2, 3, 3, 3}, {{"pads", List{3, 0, 3, 0}}}) ==
        transposed + "pads of 6 leave nothing of the 6 along axis 1");
}
