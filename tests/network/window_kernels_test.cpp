// SPDX-License-Identifier: MIT
#include "naive_convolution.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

#include <cstring>
#include <limits>

using namespace lucarne;

namespace {

using Axes = std::vector<std::int64_t>;

bool same_bits(const arma::fmat& a, const arma::fmat& b) {
  return arma::size(a) == arma::size(b) &&
         std::memcmp(a.memptr(), b.memptr(), a.n_elem * sizeof(float)) == 0;
}

arma::fmat random_floats(arma::uword rows, arma::uword columns, std::uint64_t stream) {
  const Random random(5, "window kernels");
  arma::fmat numbers(rows, columns, arma::fill::none);
  for (arma::uword i = 0; i < numbers.n_elem; ++i) {
    numbers(i) = static_cast<float>(random.normal(stream, i));
  }
  return numbers;
}

std::vector<float> random_list(arma::uword n, std::uint64_t stream) {
  const arma::fmat numbers = random_floats(n, 1, stream);
  return {numbers.begin(), numbers.end()};
}

struct Case {
  Shape in;
  arma::uword channels;
  arma::uword kernel;
  std::int64_t pad;
  std::int64_t stride;
  std::int64_t groups;
};

std::unique_ptr<Network> convolution(const Case& c) {
  const Shape weights{c.channels, c.in[0] / static_cast<arma::uword>(c.groups), c.kernel, c.kernel};
  SmallGraph graph(c.in);
  graph.floats("W", weights, random_list(n_elements(weights), 1));
  graph.floats("B", {c.channels}, random_list(c.channels, 2));
  graph.node("Conv", {"x", "W", "B"}, "y",
             {{"pads", Axes(4, c.pad)}, {"strides", Axes(2, c.stride)}, {"group", c.groups}});
  return graph.network();
}

struct Passed {
  arma::fmat y;
  arma::fmat dx;
};

Passed passed(const Network& network, const arma::fmat& x, const arma::fmat& seed) {
  const std::unique_ptr<Pass> pass = network.start_pass();
  pass->forward(x);
  return {pass->tensor("y"), pass->gradient("y", seed, "x")};
}

}  // namespace

TEST_CASE("an item of a convolution has the same bits in a block of any size", "[convolution]") {
  const std::vector<Case> cases{{{1, 28, 28}, 16, 3, 0, 1, 1}, {{16, 13, 13}, 32, 3, 0, 1, 1},
                                {{3, 16, 16}, 8, 5, 2, 1, 1},  {{3, 32, 32}, 16, 7, 3, 2, 1},
                                {{32, 7, 7}, 64, 1, 0, 1, 1},  {{24, 9, 9}, 24, 3, 1, 1, 24},
                                {{6, 11, 10}, 10, 3, 1, 2, 2}, {{64, 4, 4}, 64, 3, 1, 1, 1}};
  for (const Case& c : cases) {
    const std::unique_ptr<Network> network = convolution(c);
    const arma::fmat x = random_floats(n_elements(c.in), 21, 3);
    const arma::fmat seed = random_floats(n_elements(network->layers().back().shape), 21, 4);
    const Passed whole = passed(*network, x, seed);
    INFO(to_string(c.in) << " to " << c.channels << " channels");
    // One by one, and in parts that end elsewhere than the kernels' own.
    for (const arma::uword size : {1U, 3U, 9U}) {
      for (arma::uword first = 0; first < x.n_cols; first += size) {
        const arma::uword last = std::min<arma::uword>(first + size, x.n_cols) - 1;
        const Passed part = passed(*network, x.cols(first, last), seed.cols(first, last));
        REQUIRE(same_bits(part.y, whole.y.cols(first, last)));
        REQUIRE(same_bits(part.dx, whole.dx.cols(first, last)));
      }
    }
  }
}

TEST_CASE("the gradient of few channels is that of the definition", "[convolution]") {
  for (const arma::uword channels : {1U, 2U, 3U}) {
    for (const arma::uword kernel : {1U, 2U, 3U, 5U, 7U}) {
      for (const arma::uword pad : {arma::uword{0}, (kernel - 1) / 2, kernel - 1}) {
        // Wider than one strip of pixels, and not a multiple of it.
        const Case c{{channels, 9, 39}, 5, kernel, static_cast<std::int64_t>(pad), 1, 1};
        const std::unique_ptr<Network> network = convolution(c);
        const Shape weights{5, channels, kernel, kernel};
        const std::vector<float> w = random_list(n_elements(weights), 1);
        const NaiveConvolution naive{c.in, weights, {1, 1}, {1, 1}, {pad, pad}, {pad, pad}};
        const arma::fmat x = random_floats(n_elements(c.in), 2, 3);
        const arma::fmat seed = random_floats(n_elements(naive.out()), 2, 4);
        arma::mat wanted(arma::size(x), arma::fill::zeros);
        for (arma::uword item = 0; item < x.n_cols; ++item) {
          naive.for_each_product([&](arma::uword out, arma::uword in, arma::uword k) {
            wanted(in, item) += static_cast<double>(w[k]) * static_cast<double>(seed(out, item));
          });
        }
        const arma::fmat found = passed(*network, x, seed).dx;
        const arma::mat apart = arma::abs(arma::conv_to<arma::mat>::from(found) - wanted);
        INFO(channels << " channels, kernel " << kernel << ", pad " << pad);
        // Sums of up to 5 * 49 products of size about 1, in float32.
        CHECK(apart.max() < 1e-4);
      }
    }
  }
}

TEST_CASE("few channels that two convolutions read get the sum of both gradients",
          "[convolution]") {
  SmallGraph graph({1, 2, 3}, 11);  // an opset where axes are an attribute
  graph.floats("W", {1, 1, 2, 2}, {1, 2, 3, 4}).floats("V", {1, 1, 1, 1}, {100});
  graph.node("Conv", {"x", "W"}, "a").node("Conv", {"x", "V"}, "b");
  graph.node("ReduceSum", {"a"}, "s", {{"axes", Axes{1, 2, 3}}, {"keepdims", std::int64_t{1}}});
  graph.node("Add", {"b", "s"}, "y");
  const std::unique_ptr<Network> network = graph.network();
  const std::unique_ptr<Pass> pass = network->start_pass();
  pass->forward(arma::fmat(6, 1, arma::fill::ones));
  const arma::fmat seed(6, 1, arma::fill::ones);
  // Six outputs see the sum of both windows, 1 3 2 over 3 7 4; each pixel goes out once by 100.
  CHECK(same(pass->gradient("y", seed, "x"), arma::fvec{106, 118, 112, 118, 142, 124}));
}

TEST_CASE("windows of 2 x 2 take the largest and give back to the first of it", "[pooling]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  SmallGraph graph({1, 3, 5});
  graph.node("MaxPool", {"x"}, "y", {{"kernel_shape", Axes{2, 2}}, {"strides", Axes{2, 2}}});
  const std::unique_ptr<Network> network = graph.network();
  CHECK(network->layers().back().shape == Shape{1, 1, 2});
  const std::unique_ptr<Pass> pass = network->start_pass();
  // Rows of 5, of which the last element and the last row belong to no window.
  arma::fmat x(15, 3, arma::fill::value(99));
  x.col(0) = arma::fvec{1, 2, 5, 5, 99, 3, 4, 5, 5, 99, 99, 99, 99, 99, 99};
  x.col(1) = arma::fvec{-4, -1, -3, -2, 99, -1, -1, -1, -1, 99, 99, 99, 99, 99, 99};
  x.col(2) = arma::fvec{1, 2, 3, 4, 99, nan, nan, nan, 7, 99, 99, 99, 99, 99, 99};
  pass->forward(x);
  const arma::fmat y = pass->tensor("y");
  CHECK(same(y.cols(0, 1), arma::fmat{{4, -1}, {5, -1}}));
  CHECK(y.col(2).has_nan());
  CHECK_FALSE(y.col(2).is_finite());
  const arma::fmat dx = pass->gradient("y", arma::fmat{{10, 10, 10}, {20, 20, 20}}, "x");
  arma::fmat wanted(15, 3, arma::fill::zeros);
  wanted(6, 0) = 10;
  wanted(2, 0) = 20;
  wanted(1, 1) = 10;
  wanted(7, 1) = 20;
  wanted(5, 2) = 10;
  wanted(7, 2) = 20;
  CHECK(same(dx, wanted));
}

TEST_CASE("two poolings by 2 x 2 of one tensor add their gradients", "[pooling]") {
  const std::map<std::string, Attribute> halves = {{"kernel_shape", Axes{2, 2}},
                                                   {"strides", Axes{2, 2}}};
  SmallGraph graph({1, 3, 2});
  graph.node("MaxPool", {"x"}, "a", halves).node("MaxPool", {"x"}, "b", halves);
  graph.node("Add", {"a", "b"}, "y");
  const std::unique_ptr<Network> network = graph.network();
  const std::unique_ptr<Pass> pass = network->start_pass();
  pass->forward(arma::fvec{1, 2, 4, 3, 9, 9});
  CHECK(same(pass->gradient("y", arma::fvec{5}, "x"), arma::fvec{0, 0, 10, 0, 0, 0}));
}

TEST_CASE("a pooling by 2 x 2 passes back through the Relu before it", "[pooling]") {
  const std::map<std::string, Attribute> halves = {{"kernel_shape", Axes{2, 2}},
                                                   {"strides", Axes{2, 2}}};
  SmallGraph graph({2, 7, 9});
  graph.node("Relu", {"x"}, "r").node("MaxPool", {"r"}, "y", halves);
  const std::unique_ptr<Network> network = graph.network();
  const std::unique_ptr<Pass> pass = network->start_pass();
  arma::fmat x = random_floats(126, 3, 1);
  x.rows(0, 30) -= 2;  // windows without a positive element
  pass->forward(x);
  const arma::fmat dy = random_floats(pass->tensor("y").n_rows, 3, 2);
  // Up to the Relu's output no Relu takes part; its own step is the definition's.
  arma::fmat wanted = pass->gradient("y", dy, "r");
  for (arma::uword i = 0; i < wanted.n_elem; ++i) wanted(i) = x(i) > 0 ? wanted(i) : 0;
  CHECK(same(pass->gradient("y", dy, "x"), wanted));
  CHECK(arma::accu(wanted != 0) > 20);
}

TEST_CASE("a Relu that not the pooling alone reads gets both gradients", "[pooling]") {
  const std::map<std::string, Attribute> halves = {{"kernel_shape", Axes{2, 2}},
                                                   {"strides", Axes{2, 2}}};
  SmallGraph both({1, 2, 2});
  both.node("Relu", {"x"}, "r")
      .integers("axes", {2, 3})
      .node("MaxPool", {"r"}, "p", halves)
      .node("ReduceSum", {"r", "axes"}, "s")
      .node("Add", {"p", "s"}, "y");
  const std::unique_ptr<Network> network = both.network();
  const std::unique_ptr<Pass> pass = network->start_pass();
  pass->forward(arma::fvec{1, -2, 4, 3});
  CHECK(same(pass->gradient("y", arma::fvec{5}, "x"), arma::fvec{5, 0, 10, 5}));
}

TEST_CASE("windows of minus infinity have minus infinity as their largest", "[pooling]") {
  const float infinity = std::numeric_limits<float>::infinity();
  SmallGraph graph({1, 5, 5});
  graph.node("MaxPool", {"x"}, "y", {{"kernel_shape", Axes{3, 3}}, {"strides", Axes{2, 2}}});
  arma::fmat x(25, 1, arma::fill::value(-infinity));
  x(24) = 3;
  const arma::fmat y = graph.output(x);
  CHECK(y(0) == -infinity);
  CHECK(y(3) == 3);
}

TEST_CASE("overlapping poolings of one tensor add their gradients", "[pooling]") {
  const std::map<std::string, Attribute> window = {{"kernel_shape", Axes{3, 3}},
                                                   {"strides", Axes{1, 1}}};
  SmallGraph graph({1, 4, 4});
  graph.node("MaxPool", {"x"}, "a", window)
      .node("AveragePool", {"x"}, "b", window)
      .node("Add", {"a", "b"}, "y");
  const std::unique_ptr<Network> network = graph.network();
  const std::unique_ptr<Pass> pass = network->start_pass();
  // The largest element, 9 at (1, 1), is in all four windows; elements in n windows get n / 9.
  arma::fmat x(16, 1, arma::fill::zeros);
  x(5) = 9;
  pass->forward(x);
  const arma::fmat windows{{1, 2, 2, 1}, {2, 4, 4, 2}, {2, 4, 4, 2}, {1, 2, 2, 1}};
  arma::fmat wanted = arma::vectorise(windows) / 9;
  wanted(5) += 4;
  const arma::fmat dx = pass->gradient("y", arma::fmat(4, 1, arma::fill::ones), "x");
  CHECK(arma::approx_equal(dx, wanted, "absdiff", 1e-6F));
}
