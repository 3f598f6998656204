// SPDX-License-Identifier: MIT
#include "network/finite_difference.hpp"
#include "network/same.hpp"
#include "network/small_graph.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lucarne;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Items of three tokens each, looked up in a table of four rows of two numbers.
SmallGraph embedding() {
  SmallGraph graph({3});
  graph.kind(ElementKind::integers)
      .floats("table", {4, 2}, {0, 1, 10, 11, 20, 21, 30, 31})
      .node("Gather", {"table", "x"}, "rows");
  return graph;
}

std::string failure(const SmallGraph& graph, const arma::fmat& inputs) {
  try {
    graph.output(inputs);
  } catch (const Error& error) {
    return error.what();
  }
  return "computed";
}

}  // namespace

TEST_CASE("tokens are looked up in a table, from its end where they are negative", "[tokens]") {
  SmallGraph graph = embedding();
  graph.node("Identity", {"rows"}, "y");
  CHECK(graph.output_shape() == Shape{3, 2});
  CHECK(same(graph.output({{3, 0}, {-4, 1}, {1, -1}}),
             arma::fmat{{30, 0}, {31, 1}, {0, 10}, {1, 11}, {10, 30}, {11, 31}}));
}

TEST_CASE("a table may be read along another axis than its first", "[tokens]") {
  SmallGraph graph({2});
  graph.kind(ElementKind::integers)
      .floats("table", {2, 3}, {1, 2, 3, 4, 5, 6})
      .node("Gather", {"table", "x"}, "columns", {{"axis", std::int64_t{1}}})
      .node("Transpose", {"columns"}, "y", {{"perm", std::vector<std::int64_t>{1, 0, 2}}});
  CHECK(graph.output_shape() == Shape{2, 2});
  // Columns 2 and 0 of the table, below one another by the table's rows.
  CHECK(same(graph.output(arma::fvec{2, 0}), arma::fvec{3, 1, 6, 4}));
}

TEST_CASE("tokens beyond the table, or that are not whole, are refused", "[tokens]") {
  SmallGraph graph = embedding();
  graph.node("Identity", {"rows"}, "y");
  const std::string node = "node 'rows_node' (Gather, opset 13): ";
  CHECK(failure(graph, {{0, 1}, {0, 4}, {0, 1}}) ==
        node + "item 1 holds the index 4; the table has places 0 to 3");
  CHECK(failure(graph, {{0, 1}, {0, 1}, {-5, 1}}) ==
        node + "item 0 holds the index -5; the table has places 0 to 3");
  CHECK(failure(graph, {{0, 1}, {0, 1.5F}, {1, 1}}) ==
        "input 'x': 1.5 at element 1 of item 1; whole numbers between -16777216 and 16777216 are "
        "wanted");
  CHECK(failure(graph, arma::fvec{0, 1, std::numeric_limits<float>::quiet_NaN()}) ==
        "input 'x': nan at element 2 of item 0; whole numbers between -16777216 and 16777216 are "
        "wanted");
}

TEST_CASE("gradients go to what is looked up, not to the tokens", "[tokens]") {
  SmallGraph graph = embedding();
  graph.floats("W", {2, 1}, {2, -3}).node("MatMul", {"rows", "W"}, "y");
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, 1, 2});
  const arma::fvec seed{1, 10, 100};
  CHECK(same(pass->gradient("y", seed, "rows"), arma::fvec{2, -3, 20, -30, 200, -300}));
  CHECK_THROWS_WITH(pass->gradient("y", seed, "x"),
                    "node 'rows_node' (Gather) between 'x' and 'y' has no gradient");
}

TEST_CASE("integers are computed as integers", "[tokens]") {
  const auto computed = [](const std::string& op, std::int64_t other) {
    SmallGraph graph({4});
    graph.kind(ElementKind::integers).integers("c", {other}, {}).node(op, {"x", "c"}, "y");
    return graph.output(arma::fvec{7, -7, 8, 0});
  };
  CHECK(same(computed("Add", 2), arma::fvec{9, -5, 10, 2}));
  CHECK(same(computed("Mul", -3), arma::fvec{-21, 21, -24, 0}));
  CHECK(same(computed("Div", 2), arma::fvec{3, -3, 4, 0}));  // towards zero
  CHECK(same(computed("Mod", 4), arma::fvec{3, 1, 0, 0}));   // the divisor's sign
  CHECK(same(computed("Mod", -4), arma::fvec{-1, -3, 0, 0}));
  CHECK(same(computed("Max", 3), arma::fvec{7, 3, 8, 3}));
  CHECK(same(computed("Equal", 8), arma::fvec{0, 0, 1, 0}));
}

TEST_CASE("whole numbers that float32 does not hold are refused", "[tokens]") {
  SmallGraph graph({1});
  graph.kind(ElementKind::integers).node("Mul", {"x", "x"}, "y");
  CHECK(graph.output(arma::fvec{4095})(0) == 16769025.0F);
  CHECK(failure(graph, arma::fvec{4097}) ==
        "node 'y_node' (Mul, opset 13): 16785408 at element 0 of item 0; whole numbers between "
        "-16777216 and 16777216 are wanted");
  SmallGraph divided({1});
  divided.kind(ElementKind::integers).integers("c", {0}, {}).node("Div", {"x", "c"}, "y");
  CHECK(failure(divided, arma::fvec{4}) ==
        "node 'y_node' (Div, opset 13): inf at element 0 of item 0; whole numbers between "
        "-16777216 and 16777216 are wanted");
  SmallGraph large({1});
  large.kind(ElementKind::integers)
      .integers("c", {std::int64_t{1} << 40}, {})
      .node("Add", {"x", "c"}, "y");
  CHECK(large.refusal() ==
        "node 'y_node' (Add, opset 13): a constant holds 1099511627776; integers that meet those "
        "of the items are to lie between -16777216 and 16777216");
}

TEST_CASE("items are cast to integers towards zero, and back", "[tokens]") {
  SmallGraph graph({4});
  graph.node("Cast", {"x"}, "whole", {{"to", std::int64_t{7}}})
      .node("Cast", {"whole"}, "back", {{"to", std::int64_t{1}}})
      .node("Mul", {"x", "back"}, "y");
  const arma::fvec x{1.75F, -1.75F, 0.5F, 3};
  CHECK(same(graph.output(x), arma::fvec{1.75F, 1.75F, 0, 9}));
  // What is cut off has no slope: the other factor alone counts, as in PyTorch.
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(x);
  CHECK(same(pass->gradient("y", arma::fvec(4, arma::fill::ones), "x"), arma::fvec{1, -1, 0, 3}));
  CHECK(failure(graph, arma::fvec{1, 2, 1e20F, 4}).find("(Cast, opset 13): 1e+20 at element 2") !=
        std::string::npos);
}

TEST_CASE("integers and floats do not mix without a cast", "[tokens]") {
  SmallGraph sum({2});
  sum.kind(ElementKind::integers).floats("c", {}, {1}).node("Add", {"x", "c"}, "y");
  CHECK(sum.refusal() ==
        "node 'y_node' (Add, opset 13): integers and floats cannot be mixed; cast them first");
  SmallGraph root({2});
  root.kind(ElementKind::integers).node("Sqrt", {"x"}, "y");
  CHECK(root.refusal() ==
        "node 'y_node' (Sqrt, opset 13): input 1 holds integers; this operator computes with "
        "floats, cast them first");
}

TEST_CASE("a network of tokens is saved with its kinds", "[tokens]") {
  SmallGraph graph = embedding();
  graph.integers("c", {1}, {1})
      .node("Equal", {"x", "c"}, "ones")
      .node("Unsqueeze", {"ones", "last"}, "mask")
      .integers("last", {2})
      .floats("low", {}, {-infinity})
      .node("Where", {"mask", "low", "rows"}, "y");
  const TemporaryFolder folder;
  save_onnx(*graph.network(), folder.path() / "m.onnx");
  const auto again = load_onnx(folder.path() / "m.onnx");
  CHECK(again->graph().tensors[0].kind == ElementKind::integers);
  const auto pass = again->start_pass();
  pass->forward(arma::fvec{3, 1, 0});
  CHECK(same(pass->tensor("y"), arma::fvec{30, 31, -infinity, -infinity, 0, 1}));
}

TEST_CASE("a causal mask of minus infinity gives zero probabilities and gradients", "[tokens]") {
  SmallGraph graph({3, 3});
  graph.floats("mask", {3, 3}, {0, -infinity, -infinity, 0, 0, -infinity, 0, 0, 0})
      .node("Add", {"x", "mask"}, "masked")
      .node("Softmax", {"masked"}, "y", {{"axis", std::int64_t{-1}}});
  const arma::fmat x = normal_numbers(9, 2, 5);
  const arma::fmat y = graph.output(x);
  for (arma::uword item = 0; item < 2; ++item) {
    CHECK(y(0, item) == 1.0F);
    CHECK(y(1, item) == 0.0F);
    CHECK(y(5, item) == 0.0F);
    const double ratio =
        std::exp(static_cast<double>(x(3, item)) - static_cast<double>(x(4, item)));
    CHECK(static_cast<double>(y(3, item)) == Approx(ratio / (1 + ratio)));
  }
  CHECK(difference_to_finite(*graph.network(), "y", x) < 1e-3);
}

TEST_CASE("LogSoftmax of masked scores keeps the others finite", "[tokens]") {
  SmallGraph graph({3});
  graph.integers("mask", {1, 0, 1}, {3})
      .floats("low", {}, {-infinity})
      .node("Where", {"mask", "x", "low"}, "masked")
      .node("LogSoftmax", {"masked"}, "y");
  const arma::fmat y = graph.output(arma::fvec{1, 5, 1});
  CHECK(same(y, arma::fvec{-std::log(2.0F), -infinity, -std::log(2.0F)}));
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, 5, 1});
  const arma::fmat slopes = pass->gradient("y", arma::fvec{1, 0, 0}, "x");
  CHECK(same(slopes, arma::fvec{0.5F, 0, -0.5F}));
}

TEST_CASE("NaN constants are refused, infinite ones where they are weights", "[tokens]") {
  const auto with = [](const std::string& op, float value) {
    return SmallGraph({2})
        .floats("c", {2, 2}, {0, value, 0, 0})
        .node(op, {"x", "c"}, "y")
        .refusal();
  };
  const std::string end = " at element 1 of 4; finite numbers are wanted, train the network again";
  CHECK(with("Add", infinity) != "made");  // 2 x 2 has the batch where it is not 1
  CHECK(with("MatMul", infinity) == "tensor 'c' holds inf" + end);
  CHECK(with("Add", std::numeric_limits<float>::quiet_NaN()) == "tensor 'c' holds nan" + end);
}
