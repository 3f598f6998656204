// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "naive_convolution.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace lucarne;

namespace {

using Sizes = std::vector<std::int64_t>;
using Named = std::map<std::string, Attribute>;

Sizes joined(const Shape& a, const Shape& b = {}) {
  Sizes values(a.begin(), a.end());
  values.insert(values.end(), b.begin(), b.end());
  return values;
}

arma::fmat pooled(const std::string& op, Shape item, const Named& attributes, const arma::fmat& x) {
  return SmallGraph(std::move(item)).node(op, {"x"}, "y", attributes).output(x);
}

arma::fmat pooled_gradient(const std::string& op, Shape item, const Named& attributes,
                           const arma::fmat& x, const arma::fmat& seed) {
  const auto network = SmallGraph(std::move(item)).node(op, {"x"}, "y", attributes).network();
  const auto pass = network->start_pass();
  pass->forward(x);
  return pass->gradient("y", seed, "x");
}

/// A window of one channel, without pads wider than the kernel.
NaiveConvolution random_window(std::uint64_t stream) {
  const Random random(11, "pooling");
  std::uint64_t draw = 0;
  const auto dice = [&](arma::uword least, arma::uword most) {
    return least + random.below(most - least + 1, stream, draw++);
  };
  NaiveConvolution c;
  c.in = {1};
  c.weights = {1, 1};
  for (arma::uword n = dice(1, 3), axis = 0; axis < n; ++axis) {
    const arma::uword kernel = dice(1, 4);
    c.dilations.push_back(dice(1, 2));
    c.strides.push_back(dice(1, 4));
    c.begin.push_back(dice(0, kernel - 1));
    c.end.push_back(dice(0, kernel - 1));
    c.in.push_back((kernel - 1) * c.dilations.back() + dice(1, 6));
    c.weights.push_back(kernel);
  }
  return c;
}

Named named(const NaiveConvolution& c) {
  return {{"kernel_shape", joined(Shape(c.weights.begin() + 2, c.weights.end()))},
          {"strides", joined(c.strides)},
          {"dilations", joined(c.dilations)},
          {"pads", joined(c.begin, c.end)}};
}

}  // namespace

TEST_CASE("pooling takes the largest or the mean of each window", "[pooling]") {
  const arma::fvec x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};  // 3 x 4
  const Named square = {{"kernel_shape", Sizes{2, 2}}, {"strides", Sizes{1, 2}}};
  CHECK(same(pooled("MaxPool", {1, 3, 4}, square, x), arma::fvec{6, 8, 10, 12}));
  CHECK(same(pooled("AveragePool", {1, 3, 4}, square, x), arma::fvec{3.5F, 5.5F, 7.5F, 9.5F}));
  CHECK(same(pooled("GlobalMaxPool", {2, 3, 2}, {}, x), arma::fvec{6, 12}));
  CHECK(same(pooled("GlobalAveragePool", {2, 6}, {}, x), arma::fvec{3.5F, 9.5F}));
  // Pads are never the largest, even among negative numbers.
  CHECK(same(pooled("MaxPool", {1, 2}, {{"kernel_shape", Sizes{2}}, {"pads", Sizes{1, 1}}},
                    arma::fvec{-3, -5}),
             arma::fvec{-3, -3, -5}));
  CHECK(same(pooled("MaxPool", {1, 5}, {{"kernel_shape", Sizes{2}}, {"dilations", Sizes{3}}},
                    arma::fvec{1, 2, 3, 0, 9}),
             arma::fvec{1, 9}));
}

TEST_CASE("a mean counts the pads or not, and never what lies behind them", "[pooling]") {
  const arma::fvec x{2, 4, 6};
  const auto mean = [&](bool counts, bool up) {
    return pooled("AveragePool", {1, 3},
                  {{"kernel_shape", Sizes{2}},
                   {"strides", Sizes{2}},
                   {"pads", Sizes{1, 0}},
                   {"count_include_pad", std::int64_t{counts}},
                   {"ceil_mode", std::int64_t{up}}},
                  x);
  };
  CHECK(same(mean(false, false), arma::fvec{2, 5}));
  CHECK(same(mean(true, false), arma::fvec{1, 5}));
  // Rounding up from 3: the window of 6 and what lies behind the items.
  const auto rounded = [&](bool counts, std::int64_t end) {
    return pooled("AveragePool", {1, 3},
                  {{"kernel_shape", Sizes{2}},
                   {"strides", Sizes{2}},
                   {"pads", Sizes{0, end}},
                   {"count_include_pad", std::int64_t{counts}},
                   {"ceil_mode", std::int64_t{1}}},
                  x);
  };
  CHECK(same(rounded(true, 0), arma::fvec{3, 6}));
  CHECK(same(rounded(true, 1), arma::fvec{3, 3}));
  CHECK(same(rounded(false, 1), arma::fvec{3, 6}));
}

TEST_CASE("ceil_mode adds a last window only where it begins before the pads behind", "[pooling]") {
  const auto size = [](std::int64_t in, std::int64_t kernel, std::int64_t stride, Sizes pads) {
    SmallGraph graph({1, static_cast<arma::uword>(in)});
    graph.node("MaxPool", {"x"}, "y",
               {{"kernel_shape", Sizes{kernel}},
                {"strides", Sizes{stride}},
                {"pads", std::move(pads)},
                {"ceil_mode", std::int64_t{1}}});
    return graph.output_shape();
  };
  CHECK(size(5, 2, 2, {0, 0}) == Shape{1, 3});
  CHECK(size(4, 2, 2, {0, 0}) == Shape{1, 2});
  // ceil((4 + 2 - 3) / 2) + 1 = 3 begin at -1, 1, 3; of ceil((3 + 2 - 2) / 2) + 1 = 3 the last, at
  // 3, would begin in the pad.
  CHECK(size(4, 3, 2, {1, 1}) == Shape{1, 3});
  CHECK(size(3, 2, 2, {1, 1}) == Shape{1, 2});
}

TEST_CASE("the gradient of MaxPool goes to the first of equal elements", "[pooling]") {
  const Named pairs = {{"kernel_shape", Sizes{2, 2}}};
  // 2 x 3, all equal: both windows' first elements.
  CHECK(same(pooled_gradient("MaxPool", {1, 2, 3}, pairs, arma::fvec(6, arma::fill::ones),
                             arma::fvec{1, 10}),
             arma::fvec{1, 10, 0, 0, 0, 0}));
  // The largest of both windows gets both gradients.
  CHECK(same(
      pooled_gradient("MaxPool", {1, 2, 3}, pairs, arma::fvec{0, 1, 2, 3, 4, 0}, arma::fvec{1, 10}),
      arma::fvec{0, 0, 0, 0, 11, 0}));
  CHECK(same(pooled_gradient("GlobalMaxPool", {2, 3}, {}, arma::fvec{1, 4, 4, 0, -1, -1},
                             arma::fvec{5, 7}),
             arma::fvec{0, 5, 0, 7, 0, 0}));
  CHECK(same(
      pooled_gradient("GlobalAveragePool", {2, 2}, {}, arma::fvec{1, 4, 4, 0}, arma::fvec{5, 7}),
      arma::fvec{2.5F, 2.5F, 3.5F, 3.5F}));
}

TEST_CASE("pooling agrees with its definition for any attributes", "[pooling]") {
  for (std::uint64_t stream = 0; stream < 100; ++stream) {
    const NaiveConvolution c = random_window(stream);
    const Shape out = c.out();
    const arma::uword n_out = n_elements(out);
    arma::fmat x = normal_numbers(n_elements(c.in), 2, stream);
    const arma::fmat dy = normal_numbers(n_out, 2, 500 + stream);
    arma::fmat largest(n_out, 2);
    largest.fill(-std::numeric_limits<float>::infinity());
    arma::mat sums(n_out, 2, arma::fill::zeros);
    arma::vec counts(n_out, arma::fill::zeros);
    arma::umat from(n_out, 2, arma::fill::zeros);
    for (arma::uword item = 0; item < 2; ++item) {
      c.for_each_product([&](arma::uword to, arma::uword at, arma::uword) {
        if (x(at, item) > largest(to, item)) from(to, item) = at;
        largest(to, item) = std::max(largest(to, item), x(at, item));
        sums(to, item) += static_cast<double>(x(at, item));
        if (item == 0) counts(to) += 1;
      });
    }
    arma::fmat dx_max(x.n_rows, 2, arma::fill::zeros);
    arma::mat dx_mean(x.n_rows, 2, arma::fill::zeros);
    for (arma::uword item = 0; item < 2; ++item) {
      for (arma::uword to = 0; to < n_out; ++to) dx_max(from(to, item), item) += dy(to, item);
      c.for_each_product([&](arma::uword to, arma::uword at, arma::uword) {
        dx_mean(at, item) += static_cast<double>(dy(to, item)) / counts(to);
      });
    }
    INFO("stream " << stream << ", " << to_string(c.in) << " with " << to_string(c.weights));
    REQUIRE(arma::all(counts > 0));
    Named attributes = named(c);
    CHECK(same(pooled("MaxPool", c.in, attributes, x), largest));
    CHECK(same(pooled_gradient("MaxPool", c.in, attributes, x, dy), dx_max, 1e-5F));
    sums.each_col() /= counts;
    CHECK(same(pooled("AveragePool", c.in, attributes, x), arma::conv_to<arma::fmat>::from(sums),
               1e-6F));
    CHECK(same(pooled_gradient("AveragePool", c.in, attributes, x, dy),
               arma::conv_to<arma::fmat>::from(dx_mean), 1e-5F));
  }
}

TEST_CASE("a NaN comes through pooling", "[pooling]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const arma::fvec x{1, nan, 3, 2};
  const arma::fmat y = pooled("MaxPool", {1, 4}, {{"kernel_shape", Sizes{2}}}, x);
  CHECK(std::isnan(y(0)));
  CHECK(std::isnan(y(1)));
  CHECK(y(2) == 3);
  CHECK(std::isnan(pooled("GlobalMaxPool", {1, 4}, {}, x)(0)));
}

TEST_CASE("pooling refuses what it cannot do", "[pooling]") {
  const auto refusal = [](const std::string& op, Named attributes, Shape item = {1, 4}) {
    return SmallGraph(std::move(item)).node(op, {"x"}, "y", std::move(attributes)).refusal();
  };
  const std::string max = "node 'y_node' (MaxPool, opset 13): ";
  CHECK(refusal("MaxPool", {}) == max + "attribute 'kernel_shape' is missing");
  CHECK(refusal("MaxPool", {{"kernel_shape", Sizes{2, 2}}}) ==
        max + "attribute 'kernel_shape' has 2 numbers where 1 are wanted");
  CHECK(refusal("MaxPool", {{"kernel_shape", Sizes{5}}}) ==
        max + "a kernel that spans 5 does not fit into axis 1 of the items: 4 with its pads");
  CHECK(refusal("MaxPool", {{"kernel_shape", Sizes{2}}, {"pads", Sizes{2, 0}}}) ==
        max +
            "window 0 along axis 1 holds nothing but pads; export the network with pads narrower "
            "than the kernel");
  CHECK(refusal("AveragePool", {{"kernel_shape", Sizes{2}}, {"p", std::int64_t{2}}}) ==
        "node 'y_node' (AveragePool, opset 13): attribute 'p' is not supported");
  CHECK(refusal("GlobalMaxPool", {}, {4}) ==
        "node 'y_node' (GlobalMaxPool, opset 13): items of shape 4; channels and 1 to 3 axes after "
        "them are supported");
  CHECK(refusal("GlobalMaxPool", {}, {}) ==
        "node 'y_node' (GlobalMaxPool, opset 13): items of shape scalar; channels and 1 to 3 axes "
        "after them are supported");
}
