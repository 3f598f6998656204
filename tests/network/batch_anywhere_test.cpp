// SPDX-License-Identifier: MIT
#include "network/finite_difference.hpp"
#include "network/same.hpp"
#include "network/small_graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

using Integers = std::vector<std::int64_t>;

/// The operator on items of 3 x 4 whose batch was moved to axis 1 and back, and as they come.
struct Pair {
  SmallGraph moved;
  SmallGraph plain;
};

/// The axis that is 1 of an item's own two is 2 in ONNX's order once the batch stands between.
Pair both(const std::string& op, const std::vector<std::string>& constants,
          const std::map<std::string, Attribute>& attributes, int opset) {
  Pair pair{SmallGraph({3, 4}, opset), SmallGraph({3, 4}, opset)};
  std::vector<std::string> inputs{"t"};
  inputs.insert(inputs.end(), constants.begin(), constants.end());
  pair.moved.node("Transpose", {"x"}, "t", {{"perm", Integers{1, 0, 2}}})
      .node(op, inputs, "u", attributes)
      .node("Transpose", {"u"}, "y", {{"perm", Integers{1, 0, 2}}});
  inputs[0] = "x";
  pair.plain.node(op, inputs, "y", attributes);
  return pair;
}

void check_alike(const Pair& pair) {
  const arma::fmat x = normal_numbers(12, 3, 7);
  CHECK(same(pair.moved.output(x), pair.plain.output(x)));
  CHECK(difference_to_finite(*pair.moved.network(), "y", x) < 1e-3);
}

constexpr const char* refusal_of_axis =
    "axis 1 is the batch: the items would depend on one another";

}  // namespace

TEST_CASE("LogSoftmax and LayerNormalization work wherever the batch stands", "[batch]") {
  check_alike(both("LogSoftmax", {}, {{"axis", std::int64_t{2}}}, 13));
  check_alike(both("LogSoftmax", {}, {{"axis", std::int64_t{-1}}}, 9));
  Pair layer = both("LayerNormalization", {"scale"}, {}, 17);
  for (SmallGraph* graph : {&layer.moved, &layer.plain}) {
    graph->floats("scale", {4}, {1, 2, -1, 0.5F});
  }
  check_alike(layer);
}

TEST_CASE("ArgMax finds places wherever the batch stands", "[batch]") {
  const arma::fmat x = normal_numbers(12, 3, 8);
  for (const std::int64_t axis : {0, 2}) {
    SmallGraph moved({3, 4});
    moved.node("Transpose", {"x"}, "t", {{"perm", Integers{1, 0, 2}}})
        .node("ArgMax", {"t"}, "u", {{"axis", axis}, {"keepdims", std::int64_t{0}}})
        .node("Cast", {"u"}, "f", {{"to", std::int64_t{1}}})
        .node("Transpose", {"f"}, "y", {{"perm", axis == 0 ? Integers{0, 1} : Integers{1, 0}}});
    SmallGraph plain({3, 4});
    plain.node("ArgMax", {"x"}, "y",
               {{"axis", axis == 0 ? std::int64_t{1} : axis}, {"keepdims", std::int64_t{0}}});
    CHECK(same(moved.output(x), plain.output(x)));
  }
}

TEST_CASE("normalisations of channels take a batch that other axes are joined with", "[batch]") {
  const arma::fmat x = normal_numbers(24, 2, 9);
  for (const std::string op : {"BatchNormalization", "InstanceNormalization", "LRN"}) {
    // Items of 2 x 3 x 4: the first axis joins the batch, so that each item is two for the
    // operator.
    SmallGraph graph({2, 3, 4});
    std::vector<std::string> inputs{"joined", "a", "b", "c", "d"};
    if (op == "InstanceNormalization") inputs.resize(3);
    if (op == "LRN") inputs.resize(1);
    graph.integers("apart", {-1, 2, 3, 4})
        .integers("together", {-1, 3, 4})
        .floats("a", {3}, {1, 2, 3})
        .floats("b", {3}, {0.5F, 0, -1})
        .floats("c", {3}, {0, 1, 0})
        .floats("d", {3}, {1, 2, 4})
        .node("Reshape", {"x", "together"}, "joined")
        .node(op, inputs, "u",
              op == "LRN" ? std::map<std::string, Attribute>{{"size", std::int64_t{3}}}
                          : std::map<std::string, Attribute>{})
        .node("Reshape", {"u", "apart"}, "y");
    SmallGraph alone({3, 4});
    inputs[0] = "x";
    alone.floats("a", {3}, {1, 2, 3})
        .floats("b", {3}, {0.5F, 0, -1})
        .floats("c", {3}, {0, 1, 0})
        .floats("d", {3}, {1, 2, 4})
        .node(op, inputs, "y",
              op == "LRN" ? std::map<std::string, Attribute>{{"size", std::int64_t{3}}}
                          : std::map<std::string, Attribute>{});
    CAPTURE(op);
    const arma::fmat halves = alone.output(arma::reshape(x, 12, 4));
    CHECK(same(graph.output(x), arma::reshape(halves, 24, 2)));
    CHECK(difference_to_finite(*graph.network(), "y", x) < 2e-3);
  }
}

TEST_CASE("an operator over the batch is refused wherever the batch stands", "[batch]") {
  CHECK(both("LogSoftmax", {}, {{"axis", std::int64_t{1}}}, 13).moved.refusal() ==
        std::string("node 'u_node' (LogSoftmax, opset 13): ") + refusal_of_axis);
  CHECK(both("LogSoftmax", {}, {{"axis", std::int64_t{0}}}, 9).moved.refusal() ==
        "node 'u_node' (LogSoftmax, opset 9): the batch is among the dimensions from its axis on: "
        "the items would be mixed");
  CHECK(both("ArgMax", {}, {{"axis", std::int64_t{1}}}, 13).moved.refusal() ==
        std::string("node 'u_node' (ArgMax, opset 13): ") + refusal_of_axis);
  CHECK(both("LRN", {}, {{"size", std::int64_t{3}}}, 13).moved.refusal() ==
        std::string("node 'u_node' (LRN, opset 13): ") + refusal_of_axis);
}

TEST_CASE("second outputs that nobody reads are left out", "[batch]") {
  SmallGraph graph({2, 2, 2});
  graph.floats("ones", {2}, {1, 1})
      .floats("zeros", {2}, {0, 0})
      .nodes("BatchNormalization", {"x", "ones", "zeros", "zeros", "ones"}, {"b", "m", "v"},
             {{"epsilon", 0.0F}})
      .nodes("MaxPool", {"b"}, {"p", "indices"}, {{"kernel_shape", Integers{2, 2}}})
      .nodes("Dropout", {"p"}, {"y", "mask"});
  CHECK(same(graph.output(arma::fvec{1, 2, 3, 4, 8, 7, 6, 5}), arma::fvec{4, 8}));
  graph.node("Cast", {"indices"}, "z", {{"to", std::int64_t{1}}});
  CHECK(graph.refusal() ==
        "node 'p_node' (MaxPool, opset 13): the output of indices is not supported; export the "
        "network without it");
}

TEST_CASE("LayerNormalization gives mean and inverse deviation, with gradients", "[batch]") {
  SmallGraph graph({2, 4}, 17);
  graph.floats("scale", {4}, {1, 1, 1, 1})
      .nodes("LayerNormalization", {"x", "scale"}, {"n", "mean", "inverse"}, {{"epsilon", 1e-5F}})
      .node("Add", {"mean", "inverse"}, "both")
      .node("Add", {"n", "both"}, "y");
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, 3, 1, 3, 4, 4, 8, 8});
  CHECK(same(pass->tensor("mean"), arma::fvec{2, 6}));
  CHECK(same(pass->tensor("inverse"), arma::fvec{1, 0.5F}, 1e-5F));
  CHECK(difference_to_finite(*network, "y", normal_numbers(8, 2, 3)) < 1e-3);
}
