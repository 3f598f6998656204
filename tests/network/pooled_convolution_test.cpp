// SPDX-License-Identifier: MIT
#include "naive_convolution.hpp"
#include "network/graph_pass.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <lucarne/random.hpp>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstring>
#include <limits>

using namespace lucarne;

namespace {

using Sizes = std::vector<std::int64_t>;

bool equal_bits(const arma::fmat& a, const arma::fmat& b) {
  return arma::size(a) == arma::size(b) &&
         std::memcmp(a.memptr(), b.memptr(), a.n_elem * sizeof(float)) == 0;
}

arma::fmat normals(arma::uword rows, arma::uword columns, std::uint64_t stream) {
  const Random random(7, "pooled convolutions");
  arma::fmat numbers(rows, columns, arma::fill::none);
  for (arma::uword i = 0; i < numbers.n_elem; ++i) {
    numbers(i) = static_cast<float>(random.normal(stream, i));
  }
  return numbers;
}

std::vector<float> normal_list(arma::uword n, std::uint64_t stream) {
  const arma::fmat numbers = normals(n, 1, stream);
  return {numbers.begin(), numbers.end()};
}

struct Form {
  Shape in;
  arma::uword channels;
  arma::uword kernel;
  std::int64_t pad;
  std::int64_t stride;
};

/// Conv, Relu, MaxPool, and the same again. `watched`: what lies between has another reader, so
/// that every node is computed by itself.
std::unique_ptr<Network> two_blocks(const Form& form, bool watched) {
  const arma::uword more = form.channels + 8;
  const Shape first{form.channels, form.in[0], form.kernel, form.kernel};
  const Shape second{more, form.channels, 3, 3};
  SmallGraph graph(form.in);
  graph.floats("W", first, normal_list(n_elements(first), 1))
      .floats("B", {form.channels}, normal_list(form.channels, 2))
      .floats("V", second, normal_list(n_elements(second), 3))
      .node("Conv", {"x", "W", "B"}, "c",
            {{"pads", Sizes(4, form.pad)}, {"strides", Sizes(2, form.stride)}})
      .node("Relu", {"c"}, "r")
      .node("MaxPool", {"r"}, "p", {{"kernel_shape", Sizes{2, 2}}, {"strides", Sizes{2, 2}}})
      .node("Conv", {"p", "V"}, "d", {{"pads", Sizes(4, 1)}})
      .node("Relu", {"d"}, "s")
      .node("MaxPool", {"s"}, "q", {{"kernel_shape", Sizes{2, 2}}, {"strides", Sizes{2, 2}}})
      .node("Tanh", {"q"}, "y");
  for (const char* name : {"c", "r", "d", "s"}) {
    if (watched) graph.node("Neg", {name}, std::string(name) + "_again");
  }
  return graph.network();
}

// One channel and three, whose way back is another; odd sizes, pads, strides, more items than are
// computed at a time; channels of which a vector is not full, which are computed step by step.
const std::vector<Form> forms{{{1, 28, 28}, 16, 3, 0, 1},  {{1, 13, 11}, 8, 5, 2, 1},
                              {{3, 17, 16}, 16, 7, 3, 1},  {{3, 16, 18}, 8, 3, 1, 2},
                              {{8, 12, 15}, 24, 3, 1, 1},  {{16, 14, 14}, 16, 5, 0, 1},
                              {{16, 13, 13}, 8, 3, 2, 2},  {{4, 9, 12}, 10, 3, 1, 1},
                              {{16, 13, 13}, 32, 3, 0, 1}, {{24, 6, 7}, 16, 3, 0, 1}};

std::string text_of(const Form& form) {
  return fmt::format("{} to {} channels, kernel {}, pad {}, stride {}", to_string(form.in),
                     form.channels, form.kernel, form.pad, form.stride);
}

}  // namespace

TEST_CASE("a convolution that is pooled at once has the bits of one that is pooled step by step",
          "[convolution]") {
  for (const Form& form : forms) {
    INFO(text_of(form));
    const auto network = two_blocks(form, false);
    const auto watched = two_blocks(form, true);
    CHECK(network->graph().pooled_convolutions.size() == (form.channels % 8 == 0 ? 2 : 0));
    CHECK(watched->graph().pooled_convolutions.empty());
    const arma::fmat x = normals(n_elements(form.in), 11, 4);
    GraphPass at_once(network->graph());
    GraphPass by_steps(watched->graph());
    at_once.forward(x);
    by_steps.forward(x);
    CHECK(equal_bits(at_once.tensor("y"), by_steps.tensor("y")));
    const arma::fmat seed = normals(at_once.tensor("y").n_rows, 11, 5);
    for (const char* to : {"x", "p"}) {
      CHECK(equal_bits(at_once.gradient("y", seed, to), by_steps.gradient("y", seed, to)));
    }
    // What lies between is there when it is asked for, and the gradient goes through it.
    for (const char* to : {"c", "s"}) {
      CHECK(equal_bits(at_once.gradient("y", seed, to), by_steps.gradient("y", seed, to)));
    }
    for (const char* name : {"c", "r", "p", "d", "s", "q"}) {
      CHECK(equal_bits(at_once.tensor(name), by_steps.tensor(name)));
    }
    CHECK(equal_bits(at_once.gradient("y", seed, "x"), by_steps.gradient("y", seed, "x")));
  }
}

TEST_CASE("a pass stores what lies within a pooled convolution only for those who ask",
          "[convolution]") {
  const auto network = two_blocks(forms[0], false);
  const arma::fmat x = normals(784, 5, 4);
  GraphPass nobody_asked(network->graph());
  nobody_asked.forward(x);
  const arma::uword all = 5 * (2 * 16 * 26 * 26 + 2 * 24 * 13 * 13);
  GraphPass asked(network->graph());
  asked.forward(x);
  const arma::fmat relu = asked.tensor("r");
  (void)asked.tensor("s");
  CHECK(asked.n_elements_held() == nobody_asked.n_elements_held() + all);
  CHECK(relu.min() == 0);
  // Values put in between: what follows is made of them.
  asked.forward_from("r", 2 * relu);
  GraphPass doubled(network->graph());
  doubled.forward(x);
  CHECK(same(asked.tensor("p"), 2 * doubled.tensor("p")));
  // The next one of the network stores at once, until four have done so in vain.
  for (int i = 0; i < 4; ++i) {
    GraphPass next(network->graph());
    next.forward(x);
    next.forward(x);
    CHECK(next.n_elements_held() == asked.n_elements_held());
  }
  GraphPass last(network->graph());
  last.forward(x);
  CHECK(last.n_elements_held() == nobody_asked.n_elements_held());
}

TEST_CASE("a forward pass that keeps some tensors pools at once where none of them lies between",
          "[convolution]") {
  const auto network = two_blocks(forms[0], false);
  const auto watched = two_blocks(forms[0], true);
  const arma::fmat x = normals(784, 9, 4);
  GraphPass by_steps(watched->graph());
  by_steps.forward(x);
  const std::vector<std::vector<std::string>> subsets{
      {"y"}, {"p"}, {"c"}, {"r", "y"}, {"d", "q"}, {"c", "s"}, {"x", "p", "y"}};
  for (const auto& names : subsets) {
    std::vector<TensorId> kept;
    for (const std::string& name : names) kept.push_back(network->graph().find(name));
    GraphPass pass(network->graph(), kept);
    pass.forward(x);
    for (const std::string& name : names) {
      CHECK(equal_bits(pass.tensor(name), by_steps.tensor(name)));
    }
  }
  GraphPass lean(network->graph(), {network->graph().find("y")});
  lean.forward(x);
  CHECK(lean.n_elements_held() < 9 * 16 * 26 * 26);
}

TEST_CASE("NaN passes through a pooled convolution, and back through none", "[convolution]") {
  const auto network = two_blocks(forms[4], false);
  const auto watched = two_blocks(forms[4], true);
  arma::fmat x = normals(n_elements(forms[4].in), 3, 4);
  x(0, 1) = std::numeric_limits<float>::quiet_NaN();
  GraphPass at_once(network->graph());
  GraphPass by_steps(watched->graph());
  at_once.forward(x);
  by_steps.forward(x);
  const arma::fmat& y = at_once.tensor("y");
  CHECK(y.col(1).has_nan());
  CHECK_FALSE(y.col(0).has_nan());
  const arma::fmat seed(y.n_rows, y.n_cols, arma::fill::ones);
  const arma::fmat one = at_once.gradient("y", seed, "p");
  const arma::fmat other = by_steps.gradient("y", seed, "p");
  for (arma::uword i = 0; i < one.n_elem; ++i) {
    CHECK((one(i) == other(i) || (std::isnan(one(i)) && std::isnan(other(i)))));
  }
}

TEST_CASE("a convolution and its gradient are the definition's, however much of it is zero",
          "[convolution]") {
  for (const Form& form : forms) {
    INFO(text_of(form));
    const Shape weights{form.channels, form.in[0], form.kernel, form.kernel};
    const std::vector<float> w = normal_list(n_elements(weights), 1);
    SmallGraph graph(form.in);
    graph.floats("W", weights, w)
        .node("Conv", {"x", "W"}, "y",
              {{"pads", Sizes(4, form.pad)}, {"strides", Sizes(2, form.stride)}});
    const auto network = graph.network();
    const auto pad = static_cast<arma::uword>(form.pad);
    const auto stride = static_cast<arma::uword>(form.stride);
    const NaiveConvolution naive{form.in, weights,    {stride, stride},
                                 {1, 1},  {pad, pad}, {pad, pad}};
    const Shape out = naive.out();
    // All; one in each 2 x 2; one in eight anywhere; nothing.
    arma::fmat seed = normals(n_elements(out), 4, 6);
    const Random random(7, "zeros");
    for (arma::uword i = 0; i < seed.n_rows; ++i) {
      const arma::uword row = i / out[2] % out[1];
      const arma::uword column = i % out[2];
      const bool outside = row / 2 * 2 + 1 >= out[1] || column / 2 * 2 + 1 >= out[2];
      const arma::uword quad = (i / (out[1] * out[2]) * out[1] + row / 2) * out[2] + column / 2;
      if (outside || random.below(4, 1, quad) != row % 2 * 2 + column % 2) seed(i, 1) = 0;
      if (random.below(8, 2, i) != 0) seed(i, 2) = 0;
    }
    seed.col(3).zeros();
    const auto pass = network->start_pass();
    const arma::fmat x = normals(n_elements(form.in), 4, 7);
    pass->forward(x);
    arma::mat values(n_elements(out), 4, arma::fill::zeros);
    for (arma::uword item = 0; item < 4; ++item) {
      naive.for_each_product([&](arma::uword to, arma::uword from, arma::uword k) {
        values(to, item) += static_cast<double>(x(from, item)) * static_cast<double>(w[k]);
      });
    }
    CHECK(arma::abs(arma::conv_to<arma::mat>::from(pass->tensor("y")) - values).max() <
          2e-6 * arma::abs(values).max());
    const arma::fmat found = pass->gradient("y", seed, "x");
    arma::mat wanted(found.n_rows, 4, arma::fill::zeros);
    for (arma::uword item = 0; item < 4; ++item) {
      naive.for_each_product([&](arma::uword to, arma::uword from, arma::uword k) {
        wanted(from, item) += static_cast<double>(seed(to, item)) * static_cast<double>(w[k]);
      });
    }
    // Sums of up to 800 products in floats, each rounded to 6e-8 of what it has reached. The same
    // for the values above; those of 3 x 3 kernels are made of sums of four pixels and of nine
    // weights, which are rounded too.
    const double largest = arma::abs(wanted).max();
    CHECK(arma::abs(arma::conv_to<arma::mat>::from(found) - wanted).max() < 2e-6 * largest);
    CHECK(found.col(3).is_zero());
  }
}
