// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace lucarne;

namespace {

using Integers = std::vector<std::int64_t>;

/// Two items of 1, 2, 3, ... and of 101, 102, ...
arma::fmat counted(arma::uword n) {
  arma::fmat x(n, 2);
  for (arma::uword i = 0; i < n; ++i) {
    x(i, 0) = static_cast<float>(i + 1);
    x(i, 1) = static_cast<float>(i + 101);
  }
  return x;
}

/// The graph's output on counted items is `wanted` for the first, 100 more for the second;
/// gradients agree with finite differences.
void check_moves(const SmallGraph& graph, const Shape& item, const Shape& shape,
                 const std::vector<float>& wanted) {
  const auto network = graph.network();
  CHECK(network->layers().back().shape == shape);
  const arma::fmat first(arma::fvec{wanted});
  CHECK(same(graph.output(counted(n_elements(item))),
             arma::join_rows(first, arma::fmat(first + 100.0F))));
  CHECK(difference_to_finite(*network, "y", normal_numbers(n_elements(item), 3, 1)) < 1e-3);
}

std::string attribute_refusal(const Shape& item, const std::string& op,
                              std::map<std::string, Attribute> attributes, int opset = 13) {
  return SmallGraph(item, opset).node(op, {"x"}, "y", std::move(attributes)).refusal();
}

}  // namespace

TEST_CASE("Transpose orders the items' axes, and takes the batch along", "[moving]") {
  SmallGraph swapped({2, 3});
  swapped.node("Transpose", {"x"}, "y", {{"perm", Integers{0, 2, 1}}});
  check_moves(swapped, {2, 3}, {3, 2}, {1, 4, 2, 5, 3, 6});

  // There and back, the batch standing last in between.
  SmallGraph back({2, 3});
  back.node("Transpose", {"x"}, "t").node("Relu", {"t"}, "r").node("Transpose", {"r"}, "y");
  CHECK(back.output_shape() == Shape{2, 3});
  CHECK(same(back.output(counted(6)), counted(6)));
  CHECK(back.network()->layer("t").shape == Shape{3, 2});

  CHECK(attribute_refusal({2, 3}, "Transpose", {}) ==
        "output 'y' has shape 3 x 2 x batch; the batch alone is wanted as its first axis");
  CHECK(attribute_refusal({2}, "Transpose", {{"perm", Integers{0, 0}}}) ==
        "node 'y_node' (Transpose, opset 13): attribute 'perm' is no order of the axes 0 to 1");
  CHECK(attribute_refusal({2}, "Transpose", {{"perm", Integers{0}}}) ==
        "node 'y_node' (Transpose, opset 13): attribute 'perm' does not have one entry for each of "
        "the 2 axes");
}

TEST_CASE("operators that work on axes find them where the batch stands elsewhere", "[moving]") {
  // Softmax over what was axis 1 of 3, seen from a tensor with the batch in the middle.
  SmallGraph graph({2, 3});
  graph
      .node("Transpose", {"x"}, "t", {{"perm", Integers{1, 0, 2}}})  // 2 x batch x 3
      .floats("c", {2, 1, 1}, {0, 1})
      .node("Add", {"t", "c"}, "a")
      .node("Softmax", {"a"}, "s", {{"axis", std::int64_t{0}}})
      .node("Transpose", {"s"}, "y", {{"perm", Integers{1, 0, 2}}});
  const arma::fmat y = graph.output(arma::fmat(6, 2, arma::fill::zeros));
  const float less = 1.0F / (1.0F + std::exp(1.0F));
  const arma::fvec column{less, less, less, 1 - less, 1 - less, 1 - less};
  CHECK(same(y, arma::join_rows(column, column), 1e-6F));
  CHECK(difference_to_finite(*graph.network(), "y", normal_numbers(6, 3, 1)) < 1e-3);

  const auto with = [](const std::string& op, const std::string& constant) {
    return SmallGraph({2, 3})
        .node("Transpose", {"x"}, "t", {{"perm", Integers{1, 0, 2}}})
        .floats("c", {3, 3}, std::vector<float>(9, 1))
        .floats("b", {3, 4}, std::vector<float>(12, 1))
        .node(op, {"t", constant}, "y")
        .refusal();
  };
  CHECK(
      with("Add", "c") ==
      "node 'y_node' (Add, opset 13): constant 'c' of shape 3 x 3 has size 3 where input 't', 2 x "
      "batch x 3, has the batch; 1 is wanted there");
  CHECK(with("Add", "x") ==
        "node 'y_node' (Add, opset 13): the batches of inputs 't' (2 x batch x 3) and 'x' (batch x "
        "2 x 3) do not meet when the shapes are aligned at their ends");
  CHECK(with("Gemm", "b") ==
        "node 'y_node' (Gemm, opset 13): items of shape 2 x 3 meet a B that takes 3 numbers");
}

TEST_CASE("Slice cuts by attributes, by inputs, and backwards", "[moving]") {
  SmallGraph old({2, 3}, 9);
  old.node("Slice", {"x"}, "y",
           {{"starts", Integers{0, 1}}, {"ends", Integers{1, 3}}, {"axes", Integers{1, 2}}});
  check_moves(old, {2, 3}, {1, 2}, {2, 3});

  const auto sliced = [](Integers starts, Integers ends, Integers axes, Integers steps) {
    SmallGraph graph({2, 3});
    graph.integers("s", std::move(starts))
        .integers("e", std::move(ends))
        .integers("a", std::move(axes))
        .integers("p", std::move(steps))
        .node("Slice", {"x", "s", "e", "a", "p"}, "y");
    return graph;
  };
  check_moves(sliced({-1}, {std::numeric_limits<std::int64_t>::min()}, {2}, {-1}), {2, 3}, {2, 3},
              {3, 2, 1, 6, 5, 4});
  check_moves(sliced({0}, {1000}, {-1}, {2}), {2, 3}, {2, 2}, {1, 3, 4, 6});
  check_moves(sliced({0, 1}, {std::numeric_limits<std::int64_t>::max(), 2}, {0, 1}, {1, 1}), {2, 3},
              {1, 3}, {4, 5, 6});
  const std::string node = "node 'y_node' (Slice, opset 13): ";
  CHECK(sliced({0}, {1}, {0}, {1}).refusal() ==
        node + "axis 0 is the batch: the items would depend on one another");
  CHECK(sliced({2}, {1}, {1}, {1}).refusal() == node + "nothing is left of axis 1 between 2 and 1");
  CHECK(sliced({0}, {1}, {1}, {0}).refusal() == node + "a step is 0");
  CHECK(sliced({0, 0}, {1, 1}, {1, 1}, {1, 1}).refusal() == node + "axis 1 is there twice");
  CHECK(sliced({0, 0}, {1}, {1}, {1}).refusal() ==
        node + "starts, ends, axes and steps differ in length");
}

TEST_CASE("Gather takes places of an axis by number", "[moving]") {
  const auto gathered = [](Shape indices, Integers values, std::int64_t axis) {
    SmallGraph graph({2, 3});
    graph.integers("i", std::move(values), std::move(indices))
        .node("Gather", {"x", "i"}, "y", {{"axis", axis}});
    return graph;
  };
  check_moves(gathered({2}, {2, -3}, 2), {2, 3}, {2, 2}, {3, 1, 6, 4});
  check_moves(gathered({}, {1}, 1), {2, 3}, {3}, {4, 5, 6});
  check_moves(gathered({2, 2}, {0, 1, 1, 1}, 1), {2, 3}, {2, 2, 3},
              {1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 5, 6});
  const std::string node = "node 'y_node' (Gather, opset 13): ";
  CHECK(gathered({1}, {0}, 0).refusal() ==
        node + "axis 0 is the batch: the items would depend on one another");
  CHECK(gathered({1}, {3}, 2).refusal() == node + "index 3 is beyond the 3 places of the axis");
  CHECK(SmallGraph({3})
            .floats("w", {2, 3}, {1, 2, 3, 4, 5, 6})
            .node("Gather", {"w", "x"}, "y")
            .refusal() == node + "the indices are floats; integers are wanted");

  // An axis before the batch leaves: the batch is first again.
  SmallGraph before({2, 3});
  before.integers("i", {1}, {})
      .node("Transpose", {"x"}, "t", {{"perm", Integers{1, 0, 2}}})
      .node("Gather", {"t", "i"}, "y");
  check_moves(before, {2, 3}, {3}, {4, 5, 6});
}

TEST_CASE("Concat joins tensors and constants that repeat over the items", "[moving]") {
  SmallGraph twice({2, 2});
  twice.node("Concat", {"x", "x"}, "y", {{"axis", std::int64_t{-1}}});
  check_moves(twice, {2, 2}, {2, 4}, {1, 2, 1, 2, 3, 4, 3, 4});

  SmallGraph token({2, 2});
  token.floats("c", {1, 1, 2}, {7, 8}).node("Concat", {"c", "x"}, "y", {{"axis", std::int64_t{1}}});
  CHECK(token.output_shape() == Shape{3, 2});
  CHECK(same(token.output(counted(4)),
             arma::fmat{{7, 7}, {8, 8}, {1, 101}, {2, 102}, {3, 103}, {4, 104}}));
  CHECK(difference_to_finite(*token.network(), "y", normal_numbers(4, 3, 1)) < 1e-3);

  const auto refused = [](const Shape& shape, std::int64_t axis) {
    return SmallGraph({2, 2})
        .floats("c", shape, std::vector<float>(n_elements(shape)))
        .node("Concat", {"x", "c"}, "y", {{"axis", axis}})
        .refusal();
  };
  const std::string node = "node 'y_node' (Concat, opset 13): ";
  CHECK(refused({1, 2, 2}, 0) ==
        node + "axis 0 is the batch: the items would depend on one another");
  CHECK(refused({2, 2, 2}, 1) ==
        node +
            "a constant of shape 2 x 2 x 2 is joined to tensors whose axis 0 is the batch; size 1 "
            "is wanted there");
  CHECK(refused({1, 2, 3}, 1) ==
        node + "items of shapes 2 x 2 and 2 x 3 cannot be joined along axis 1");
}

TEST_CASE("Split cuts an axis into parts, all of which are tensors", "[moving]") {
  const arma::fmat x = counted(6);
  const auto outputs = [&](SmallGraph graph, std::vector<std::string> names) {
    const auto network = graph.network();
    const auto pass = network->start_pass();
    pass->forward(x);
    std::vector<arma::fmat> values;
    for (const std::string& name : names) values.push_back(pass->tensor(name));
    return values;
  };
  for (const int opset : {12, 13}) {
    SmallGraph graph({2, 3}, opset);
    if (opset == 12) {
      graph.nodes("Split", {"x"}, {"y", "z"},
                  {{"axis", std::int64_t{2}}, {"split", Integers{1, 2}}});
    } else {
      graph.integers("l", {1, 2})
          .nodes("Split", {"x", "l"}, {"y", "z"}, {{"axis", std::int64_t{2}}});
    }
    const std::vector<arma::fmat> parts = outputs(graph, {"y", "z"});
    CHECK(same(parts[0], x.rows(arma::uvec{0, 3})));
    CHECK(same(parts[1], x.rows(arma::uvec{1, 2, 4, 5})));
    CHECK(difference_to_finite(*graph.network(), "z", normal_numbers(6, 2, 1)) < 1e-3);
  }
  SmallGraph equal({2, 3});
  equal.nodes("Split", {"x"}, {"y", "z"}, {{"axis", std::int64_t{1}}});
  CHECK(same(outputs(equal, {"z"})[0], x.rows(3, 5)));
  SmallGraph uneven({3}, 18);
  uneven.nodes("Split", {"x"}, {"y", "z"},
               {{"axis", std::int64_t{1}}, {"num_outputs", std::int64_t{2}}});
  CHECK(uneven.network()->layer("y").shape == Shape{2});

  const auto uneven_pass = uneven.network();
  const auto pass = uneven_pass->start_pass();
  pass->forward(arma::fvec{1, 2, 3});
  CHECK(same(pass->tensor("z"), arma::fvec{3}));

  const auto refused = [](Integers lengths, std::int64_t axis) {
    return SmallGraph({2, 3})
        .integers("l", std::move(lengths))
        .nodes("Split", {"x", "l"}, {"y", "z"}, {{"axis", axis}})
        .refusal();
  };
  const std::string node = "node 'y_node' (Split, opset 13): ";
  CHECK(refused({1, 1}, 2) == node + "the parts have 2 places, the axis 3");
  CHECK(refused({1, 3}, 2) == node + "a part of 3 does not fit into an axis of 3");
  CHECK(refused({3}, 2) == node + "1 lengths for 2 outputs");
  CHECK(refused({1, 1}, 0) == node + "axis 0 is the batch: the items would depend on one another");
}

TEST_CASE("Squeeze and Unsqueeze take axes of size 1 away and add them", "[moving]") {
  SmallGraph old({1, 3}, 12);
  old.node("Squeeze", {"x"}, "s", {{"axes", Integers{1}}})
      .node("Unsqueeze", {"s"}, "y", {{"axes", Integers{-1, 1}}});
  check_moves(old, {1, 3}, {1, 3, 1}, {1, 2, 3});
  SmallGraph recent({1, 3});
  recent.integers("a", {1}).node("Squeeze", {"x", "a"}, "y");
  check_moves(recent, {1, 3}, {3}, {1, 2, 3});
  SmallGraph all({1, 3, 1});
  all.node("Squeeze", {"x"}, "y");
  check_moves(all, {1, 3, 1}, {3}, {1, 2, 3});
  const auto refused = [](const std::string& op, Integers axes) {
    return SmallGraph({1, 3}).integers("a", std::move(axes)).node(op, {"x", "a"}, "y").refusal();
  };
  CHECK(refused("Squeeze", {0}) ==
        "node 'y_node' (Squeeze, opset 13): axis 0 is the batch, which cannot be squeezed away");
  CHECK(refused("Squeeze", {2}) ==
        "node 'y_node' (Squeeze, opset 13): axis 2 has size 3; only an axis of size 1 can be "
        "squeezed away");
  CHECK(refused("Unsqueeze", {0}) ==
        "output 'y' has shape 1 x batch x 1 x 3; the batch alone is wanted as its first axis");
  CHECK(refused("Unsqueeze", {1, 1}) ==
        "node 'y_node' (Unsqueeze, opset 13): axis 1 is there twice");
  CHECK(refused("Unsqueeze", {4}) ==
        "node 'y_node' (Unsqueeze, opset 13): axis 4 is beyond the 4 dimensions of its input");
}

TEST_CASE("Expand and Tile repeat what an item has", "[moving]") {
  const auto with = [](const std::string& op, Integers numbers) {
    SmallGraph graph({2, 1});
    graph.integers("n", std::move(numbers)).node(op, {"x", "n"}, "y");
    return graph;
  };
  check_moves(with("Expand", {1, 2, 3}), {2, 1}, {2, 3}, {1, 1, 1, 2, 2, 2});
  check_moves(with("Expand", {3}), {2, 1}, {2, 3}, {1, 1, 1, 2, 2, 2});
  check_moves(with("Tile", {1, 2, 2}), {2, 1}, {4, 2}, {1, 1, 2, 2, 1, 1, 2, 2});
  CHECK(with("Expand", {4, 1, 1}).refusal() ==
        "node 'y_node' (Expand, opset 13): 4 at place 0 of the shape would repeat the batch");
  CHECK(with("Expand", {1, 3, 1}).refusal() ==
        "node 'y_node' (Expand, opset 13): an axis of 2 cannot be expanded to 3");
  CHECK(with("Expand", {1, 2, 1LL << 40}).refusal() ==
        "node 'y_node' (Expand, opset 13): the output has too many elements");
  CHECK(with("Tile", {2, 1, 1}).refusal() ==
        "node 'y_node' (Tile, opset 13): axis 0 is the batch, which cannot be repeated");
  CHECK(with("Tile", {1, 1LL << 40, 1}).refusal() ==
        "node 'y_node' (Tile, opset 13): axis 1 cannot be repeated 1099511627776 times");
  CHECK(with("Tile", {1, 2}).refusal() == "node 'y_node' (Tile, opset 13): 2 repeats for 3 axes");
}

TEST_CASE("Where chooses by a constant, or by what is compared", "[moving]") {
  SmallGraph masked({2, 2});
  masked.integers("mask", {1, 0}, {2}).floats("c", {}, {-5}).node("Where", {"mask", "x", "c"}, "y");
  CHECK(same(masked.output(counted(4)), arma::fmat{{1, 101}, {-5, -5}, {3, 103}, {-5, -5}}));
  CHECK(difference_to_finite(*masked.network(), "y", normal_numbers(4, 3, 1)) < 1e-3);

  // x where x > 0, else x / 4; numbers away from the step.
  SmallGraph leaky({3});
  leaky.floats("zero", {}, {0})
      .floats("quarter", {}, {0.25F})
      .node("Greater", {"x", "zero"}, "positive")
      .node("Mul", {"x", "quarter"}, "small")
      .node("Where", {"positive", "x", "small"}, "y");
  CHECK(same(leaky.output(arma::fvec{2, -4, 0.5F}), arma::fvec{2, -1, 0.5F}));
  CHECK(difference_to_finite(*leaky.network(), "y", arma::fmat{{1, -1}, {-2, 2}, {3, -3}}) < 1e-3);
}

TEST_CASE("comparisons give 0 and 1 and have no gradient", "[moving]") {
  const arma::fvec x{1, 2, 3};
  const auto compared = [&](const std::string& op) {
    SmallGraph graph({3});
    graph.floats("two", {}, {2}).node(op, {"x", "two"}, "y");
    return graph.output(x);
  };
  CHECK(same(compared("Equal"), arma::fvec{0, 1, 0}));
  CHECK(same(compared("Greater"), arma::fvec{0, 0, 1}));
  CHECK(same(compared("Less"), arma::fvec{1, 0, 0}));
  CHECK(same(compared("GreaterOrEqual"), arma::fvec{0, 1, 1}));
  CHECK(same(compared("LessOrEqual"), arma::fvec{1, 1, 0}));
  SmallGraph graph({3});
  graph.floats("two", {}, {2})
      .node("Less", {"x", "two"}, "less")
      .node("Not", {"less"}, "not")
      .node("Or", {"less", "not"}, "or")
      .node("And", {"not", "or"}, "and")
      .node("Cast", {"and"}, "y", {{"to", std::int64_t{1}}});
  CHECK(same(graph.output(x), arma::fvec{0, 1, 1}));
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(x);
  CHECK_THROWS_WITH(pass->gradient("y", arma::fmat(3, 1, arma::fill::ones), "x"),
                    "node 'y_node' (Cast) between 'x' and 'y' has no gradient");
}
