// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;
using Axes = std::vector<std::int64_t>;

namespace {

const std::vector<std::string> reductions{
    "ReduceSum", "ReduceMean", "ReduceMax",       "ReduceMin",    "ReduceProd",
    "ReduceL1",  "ReduceL2",   "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp"};

SmallGraph reduced(const Shape& item, const std::string& op, const Axes& axes,
                   std::int64_t keepdims = 1) {
  SmallGraph graph(item, 12);
  graph.node(op, {"x"}, "y", {{"axes", axes}, {"keepdims", keepdims}});
  return graph;
}

/// Positive, no two equal, none within a step of a kink.
arma::fmat distinct(arma::uword rows, arma::uword columns) {
  arma::fmat x(rows, columns);
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    x(i) = 0.3F + 0.05F * static_cast<float>((i * 7) % x.n_elem);
  }
  return x;
}

}  // namespace

TEST_CASE("reductions have the values of their formulas", "[operators]") {
  // Rows (1, 2, 3) and (-1, 0, 4); over axis 2, one number for each row.
  const arma::fvec x{1, 2, 3, -1, 0, 4};
  const auto rows = [&](const std::string& op) { return reduced({2, 3}, op, {2}).output(x); };
  CHECK(same(rows("ReduceSum"), arma::fvec{6, 3}));
  CHECK(same(rows("ReduceMean"), arma::fvec{2, 1}));
  CHECK(same(rows("ReduceMax"), arma::fvec{3, 4}));
  CHECK(same(rows("ReduceMin"), arma::fvec{1, -1}));
  CHECK(same(rows("ReduceProd"), arma::fvec{6, 0}));
  CHECK(same(rows("ReduceL1"), arma::fvec{6, 5}));
  CHECK(same(rows("ReduceSumSquare"), arma::fvec{14, 17}));
  CHECK(same(rows("ReduceL2"), arma::fvec{std::sqrt(14.0F), std::sqrt(17.0F)}, 5e-7F));
  CHECK(same(rows("ReduceLogSum"), arma::fvec{std::log(6.0F), std::log(3.0F)}, 2e-7F));
  const auto power = [](double value) { return std::exp(value); };
  const arma::fvec sums{static_cast<float>(std::log(power(1) + power(2) + power(3))),
                        static_cast<float>(std::log(power(-1) + power(0) + power(4)))};
  CHECK(same(rows("ReduceLogSumExp"), sums, 5e-7F));

  // Columns, and both; a second item, ten times the first.
  arma::fmat items(6, 2);
  items.col(0) = x;
  items.col(1) = 10 * x;
  CHECK(
      same(reduced({2, 3}, "ReduceSum", {1}).output(items), arma::fmat{{0, 0}, {2, 20}, {7, 70}}));
  CHECK(same(reduced({2, 3}, "ReduceSum", {-1, 1}).output(items), arma::fmat{{9, 90}}));
  // The outer and the inner of three: (0 + 1) + (4 + 5) and (2 + 3) + (6 + 7).
  CHECK(same(reduced({2, 2, 2}, "ReduceSum", {1, 3}).output(arma::fvec{0, 1, 2, 3, 4, 5, 6, 7}),
             arma::fvec{10, 18}));
}

TEST_CASE("reductions keep or drop the dimensions that they reduce", "[operators]") {
  CHECK(reduced({2, 3, 4}, "ReduceMean", {2}, 1).output_shape() == Shape{2, 1, 4});
  CHECK(reduced({2, 3, 4}, "ReduceMean", {2}, 0).output_shape() == Shape{2, 4});
  CHECK(reduced({2, 3, 4}, "ReduceMean", {3, 1}, 0).output_shape() == Shape{3});
  CHECK(reduced({2, 3}, "ReduceMean", {1, 2}, 0).output_shape() == Shape{});
}

TEST_CASE("reductions take their axes from an input in later opsets", "[operators]") {
  const arma::fvec x{1, 2, 3, 4};
  const auto graph = [](int opset, const std::string& op) {
    return SmallGraph({2, 2}, opset).integers("axes", {-1}).node(op, {"x", "axes"}, "y");
  };
  CHECK(same(graph(13, "ReduceSum").output(x), arma::fvec{3, 7}));
  CHECK(same(graph(18, "ReduceMax").output(x), arma::fvec{2, 4}));
  CHECK(graph(13, "ReduceMax").refusal() ==
        "node 'y_node' (ReduceMax, opset 13): 1 inputs wanted, the node has 2");
  CHECK(SmallGraph({2, 2}, 13).node("ReduceSum", {"x"}, "y", {{"axes", Axes{1}}}).refusal() ==
        "node 'y_node' (ReduceSum, opset 13): it goes over all axes, the batch among them, so that "
        "the items would be mixed; export the network with the axes written out");
  // Nothing to reduce, and told to do nothing then.
  const std::map<std::string, Attribute> noop{{"noop_with_empty_axes", std::int64_t{1}}};
  CHECK(same(SmallGraph({2, 2}, 13).node("ReduceSum", {"x"}, "y", noop).output(x), x));
  CHECK(SmallGraph({2, 2}, 18).node("ReduceL2", {"x"}, "y", noop).refusal() ==
        "node 'y_node' (ReduceL2, opset 18): noop_with_empty_axes without axes, whose meaning for "
        "this operator is not settled");
}

TEST_CASE("reductions refuse axes that would mix items or are not there", "[operators]") {
  CHECK(reduced({2}, "ReduceMax", {0}).refusal() ==
        "node 'y_node' (ReduceMax, opset 12): axis 0 is the batch: the items would depend on one "
        "another");
  CHECK(reduced({2}, "ReduceMax", {5}).refusal() ==
        "node 'y_node' (ReduceMax, opset 12): axis 5 is beyond the 2 dimensions of its input");
  CHECK(reduced({2}, "ReduceMax", {1, -1}).refusal() ==
        "node 'y_node' (ReduceMax, opset 12): axis -1 is there twice");
}

TEST_CASE("gradients of reductions agree with finite differences", "[gradient]") {
  for (const std::string& op : reductions) {
    for (const Axes& axes : {Axes{1}, Axes{2}, Axes{3}, Axes{1, 3}, Axes{1, 2, 3}}) {
      INFO(op << " over " << axes.size() << " axes from " << axes[0]);
      const arma::fmat x = distinct(12, 2);
      CHECK(difference_to_finite(*reduced({2, 3, 2}, op, axes, 0).network(), "y", x) < 1e-3);
    }
  }
}

TEST_CASE("gradients of reductions at special points", "[gradient]") {
  const auto gradient = [](const std::string& op, const arma::fvec& x) {
    const auto network = reduced({x.n_elem}, op, {1}).network();
    const auto pass = network->start_pass();
    pass->forward(x);
    return pass->gradient("y", arma::fvec{1}, "x");
  };
  // The extremum's gradient goes to all that are equal to it, as in PyTorch's amax.
  CHECK(same(gradient("ReduceMax", {2, 1, 2, 2}), arma::fvec{1 / 3.0F, 0, 1 / 3.0F, 1 / 3.0F}));
  CHECK(same(gradient("ReduceMin", {1, 1, 2}), arma::fvec{0.5F, 0.5F, 0}));
  // The product of the others, also where one or two are zero.
  CHECK(same(gradient("ReduceProd", {2, 3, 4}), arma::fvec{12, 8, 6}));
  CHECK(same(gradient("ReduceProd", {2, 0, 4}), arma::fvec{0, 8, 0}));
  CHECK(same(gradient("ReduceProd", {0, 0, 4}), arma::fvec{0, 0, 0}));
  CHECK(same(gradient("ReduceL2", {0, 0}), arma::fvec{0, 0}));
  CHECK(same(gradient("ReduceL1", {-3, 0, 2}), arma::fvec{-1, 0, 1}));
  // No power overflows: all the gradient goes to the larger.
  CHECK(same(gradient("ReduceLogSumExp", {1000, 0}), arma::fvec{1, 0}));
}

TEST_CASE("ReduceSum adds up in double", "[operators]") {
  // One large number, then 4096 that a float sum of 2^24 would lose.
  arma::fvec x(4097, arma::fill::ones);
  x(0) = 16777216;
  CHECK(reduced({4097}, "ReduceSum", {1}).output(x)(0) == 16781312);
}

TEST_CASE("ArgMax and ArgMin give places, the first or the last of equals", "[operators]") {
  const arma::fvec x{3, 1, 3, 2, 2, 5};
  const auto places = [&](const std::string& op, std::map<std::string, Attribute> attributes) {
    return SmallGraph({2, 3}).node(op, {"x"}, "y", std::move(attributes)).output(x);
  };
  CHECK(same(places("ArgMax", {{"axis", std::int64_t{2}}}), arma::fvec{0, 2}));
  CHECK(same(places("ArgMin", {{"axis", std::int64_t{-1}}}), arma::fvec{1, 0}));
  CHECK(same(places("ArgMax", {{"axis", std::int64_t{1}}}), arma::fvec{0, 1, 1}));
  CHECK(same(places("ArgMax", {{"axis", std::int64_t{2}}, {"select_last_index", std::int64_t{1}}}),
             arma::fvec{2, 2}));
  SmallGraph dropped({2, 3});
  dropped.node("ArgMax", {"x"}, "y", {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{0}}});
  CHECK(dropped.output_shape() == Shape{3});
  const auto network = dropped.network();
  const auto pass = network->start_pass();
  pass->forward(x);
  CHECK_THROWS_WITH(pass->gradient("y", arma::fvec{1, 1, 1}, "x"),
                    "node 'y_node' (ArgMax) between 'x' and 'y' has no gradient");
  CHECK(SmallGraph({2}).node("ArgMax", {"x"}, "y").refusal() ==
        "node 'y_node' (ArgMax, opset 13): axis 0 is the batch: the items would depend on one "
        "another");
}

TEST_CASE("LogSoftmax is the logarithm of Softmax, without its overflow", "[operators][gradient]") {
  const arma::fmat x = normal_numbers(6, 3, 4);
  for (const int opset : {12, 13}) {
    const auto value = [&](const std::string& op) {
      return SmallGraph({2, 3}, opset).node(op, {"x"}, "y").output(x);
    };
    const arma::fmat wanted = arma::log(value("Softmax"));
    CHECK(same(value("LogSoftmax"), wanted, 1e-6F));
    const auto network = SmallGraph({2, 3}, opset).node("LogSoftmax", {"x"}, "y").network();
    CHECK(difference_to_finite(*network, "y", x) < 1e-3);
  }
  const auto network =
      SmallGraph({2, 3}).node("LogSoftmax", {"x"}, "y", {{"axis", std::int64_t{1}}}).network();
  CHECK(difference_to_finite(*network, "y", x) < 1e-3);
  CHECK(same(SmallGraph({2}).node("LogSoftmax", {"x"}, "y").output(arma::fvec{1e4F, 0}),
             arma::fvec{0, -1e4F}));
}
