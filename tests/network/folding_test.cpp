// SPDX-License-Identifier: MIT
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

using Numbers = std::vector<std::int64_t>;

/// What an operator gives for integers, seen as the sizes to which a column of ones is expanded.
std::string folded(const std::string& op, Numbers a, Numbers b) {
  SmallGraph graph({1});
  graph.integers("a", std::move(a)).integers("b", std::move(b)).node(op, {"a", "b"}, "c");
  const std::string said =
      graph.node("ConstantOfShape", {"c"}, "filled").node("Add", {"x", "filled"}, "y").refusal();
  return said == "made" ? to_string(graph.output_shape()) : said;
}

/// A graph on items of 2 x 3 in which "n" is the number of items, a list of one.
SmallGraph with_batch() {
  SmallGraph graph({2, 3});
  graph.integers("zero", {0})
      .integers("three", {3})
      .integers("two", {2})
      .integers("rest", {-1})
      .node("Shape", {"x"}, "shape")
      .node("Gather", {"shape", "zero"}, "n");
  return graph;
}

}  // namespace

TEST_CASE("integers known beforehand are computed as ONNX says", "[folding]") {
  CHECK(folded("Add", {1, 2}, {0, 2}) == "4");  // 1 x 4, the 1 repeating over items
  CHECK(folded("Sub", {1, 5}, {0, 2}) == "3");
  CHECK(folded("Mul", {1, 5}, {1}) == "5");          // broadcast
  CHECK(folded("Div", {-7, 1}, {-2, 1}) != "made");  // 3 x 1: no batch of 1
  CHECK(folded("Div", {1, 7}, {1, 2}) == "3");       // towards zero
  CHECK(folded("Mod", {1, -7}, {2, 4}) == "1");      // the divisor's sign
  CHECK(folded("Min", {1, 9}, {4, 6}) == "6");
  CHECK(folded("Max", {1, 9}, {0, 6}) == "9");
  CHECK(folded("Concat", {1}, {2}) ==
        "node 'c_node' (Concat, opset 13): attribute 'axis' is missing");
  const std::string div = "node 'c_node' (Div, opset 13): ";
  CHECK(folded("Div", {1, 1}, {1, 0}) == div + "integers are divided by zero");
  CHECK(folded("Div", {std::numeric_limits<std::int64_t>::min()}, {-1}) ==
        div + "the integers overflow");
  CHECK(folded("Mul", {1LL << 62}, {4}) == "node 'c_node' (Mul, opset 13): the integers overflow");
  CHECK(folded("Add", {1, 2, 3}, {1, 2}) ==
        "node 'c_node' (Add, opset 13): constants of shapes 3 and 2 do not fit");
  CHECK(
      folded("Add", {1LL << 40}, {0}) ==
      "node 'filled_node' (ConstantOfShape, opset 13): size 1099511627776 at place 0 of the shape "
      "is negative or too large");
}

TEST_CASE("comparisons, casts and choices of constants are folded", "[folding]") {
  SmallGraph graph({3});
  graph.integers("a", {1, 5, 3})
      .integers("b", {3, 3, 3})
      .node("Less", {"a", "b"}, "less")
      .node("Equal", {"a", "b"}, "equal")
      .node("Or", {"less", "equal"}, "either")
      .node("Not", {"either"}, "neither")
      .node("Neg", {"a"}, "negative")
      .node("Where", {"neither", "negative", "a"}, "chosen")
      .node("Cast", {"chosen"}, "floats", {{"to", std::int64_t{1}}})
      .node("Add", {"x", "floats"}, "y");
  CHECK(same(graph.output(arma::fvec{0, 0, 0}), arma::fvec{1, -5, 3}));
  CHECK(graph.network()->layers().size() == 1);

  // Floats are cut to integers, and a range counts with them: 0, 1, 2.
  SmallGraph range({3});
  range.floats("limit", {}, {3.9F})
      .integers("zero", {0}, {})
      .integers("one", {1}, {})
      .node("Cast", {"limit"}, "l", {{"to", std::int64_t{7}}})
      .node("Range", {"zero", "l", "one"}, "r")
      .node("Cast", {"r"}, "f", {{"to", std::int64_t{1}}})
      .node("Mul", {"x", "f"}, "y");
  CHECK(same(range.output(arma::fvec{1, 1, 1}), arma::fvec{0, 1, 2}));
  CHECK(SmallGraph({1})
            .floats("c", {}, {1e19F})
            .node("Cast", {"c"}, "l", {{"to", std::int64_t{7}}})
            .node("Add", {"x", "l"}, "y")
            .refusal() == "node 'l_node' (Cast, opset 13): 1e+19 is beyond the integers");
}

TEST_CASE("floats known beforehand are computed by the operator itself", "[folding]") {
  SmallGraph graph({2});
  graph.floats("a", {2, 1}, {1, 2})
      .floats("b", {3}, {10, 20, 30})
      .node("Add", {"a", "b"}, "s")  // 11 21 31; 12 22 32
      .node("Transpose", {"s"}, "t")
      .integers("last", {2}, {})
      .node("Gather", {"t", "last"}, "g")
      .node("Sqrt", {"g"}, "r")
      .node("Mul", {"x", "r"}, "y");
  CHECK(same(graph.output(arma::fvec{1, 1}), arma::fvec{std::sqrt(31.0F), std::sqrt(32.0F)}));
  CHECK(graph.network()->layers().size() == 1);

  CHECK(SmallGraph({2})
            .floats("a", {1}, {-1})
            .node("Log", {"a"}, "b")
            .node("Add", {"x", "b"}, "y")
            .refusal()
            .find("tensor 'b' holds") == 0);
  CHECK(SmallGraph({2})
            .floats("a", {1}, {1})
            .integers("n", {1LL << 26})
            .node("Tile", {"a", "n"}, "b")
            .node("Add", {"x", "b"}, "y")
            .refusal() ==
        "node 'b_node' (Tile, opset 13): the constant output of shape 67108864 has no or too many "
        "elements");
}

TEST_CASE("sizes that count items keep doing so through the arithmetic", "[folding]") {
  const arma::fmat x(6, 4, arma::fill::randu);
  SmallGraph rest = with_batch();
  rest.node("Concat", {"n", "rest"}, "s", {{"axis", std::int64_t{0}}})
      .node("Reshape", {"x", "s"}, "y");
  CHECK(rest.output_shape() == Shape{6});
  CHECK(same(rest.output(x), x));

  // 3 n x 2 and back: (n, 2, 3) -> (3 n, 2) would take 2 x 3 apart, so from 3 x 2.
  SmallGraph joined = with_batch();
  joined.node("Mul", {"n", "two"}, "rows")
      .node("Concat", {"rows", "three"}, "s", {{"axis", std::int64_t{0}}})
      .node("Reshape", {"x", "s"}, "flat")
      .node("Relu", {"flat"}, "r")
      .node("Div", {"rows", "two"}, "again")
      .node("Concat", {"again", "two", "rest"}, "t", {{"axis", std::int64_t{0}}})
      .node("Reshape", {"r", "t"}, "y");
  CHECK(joined.output_shape() == Shape{2, 3});
  CHECK(same(joined.output(x), x));

  // A constant written out to the items, and zeros for each.
  SmallGraph repeated = with_batch();
  repeated.floats("token", {1, 1, 3}, {7, 8, 9})
      .integers("one", {1})
      .node("Concat", {"n", "one", "three"}, "s", {{"axis", std::int64_t{0}}})
      .node("Expand", {"token", "s"}, "tokens")
      .node("ConstantOfShape", {"s"}, "zeros")
      .node("Concat", {"tokens", "x", "zeros"}, "y", {{"axis", std::int64_t{1}}});
  CHECK(repeated.output_shape() == Shape{4, 3});
  const arma::fmat y = repeated.output(x);
  const arma::fvec last{x(0, 3), x(1, 3), x(2, 3), x(3, 3), x(4, 3), x(5, 3)};
  CHECK(same(y.col(3), arma::join_cols(arma::fvec{7, 8, 9}, last, arma::fvec{0, 0, 0})));
}

TEST_CASE("joining lists of which one is empty gives the others", "[folding]") {
  SmallGraph graph({2, 3});
  graph.integers("a", {0}).integers("none", {}).integers("b", {-1});
  graph.node("Concat", {"none", "a", "none", "b"}, "s", {{"axis", std::int64_t{0}}})
      .node("Reshape", {"x", "s"}, "y");
  CHECK(graph.output_shape() == Shape{6});
  CHECK(SmallGraph({2})
            .integers("none", {})
            .node("Concat", {"none"}, "s", {{"axis", std::int64_t{0}}})
            .node("Reshape", {"x", "s"}, "y")
            .refusal() == "node 's_node' (Concat, opset 13): a constant has no elements");
}

TEST_CASE("a file that fixes an absurd number of items is refused", "[folding]") {
  CHECK(SmallGraph({2}).batch(arma::uword{1} << 63U).node("Relu", {"x"}, "y").refusal() ==
        "input 'x' fixes 9223372036854775808 items; at most 268435456 are supported, export the "
        "network with an open batch");
}

TEST_CASE("what depends on the number of items otherwise is refused", "[folding]") {
  const auto refused = [](const std::string& op, const std::string& a, const std::string& b) {
    return with_batch().node(op, {a, b}, "c").node("Reshape", {"x", "c"}, "y").refusal();
  };
  const std::string why =
      "the value depends on the number of items in a way that is not supported; export the network "
      "with a fixed batch of one";
  CHECK(refused("Add", "n", "three") == "node 'c_node' (Add, opset 13): " + why);
  CHECK(refused("Mul", "n", "n") == "node 'c_node' (Mul, opset 13): " + why);
  CHECK(refused("Div", "three", "n") == "node 'c_node' (Div, opset 13): " + why);
  CHECK(refused("Div", "n", "three") == "node 'c_node' (Div, opset 13): " + why);
  CHECK(refused("Equal", "n", "three") == "node 'c_node' (Equal, opset 13): " + why);
  CHECK(with_batch().node("Gather", {"x", "n"}, "y", {{"axis", std::int64_t{1}}}).refusal() ==
        "node 'y_node' (Gather, opset 13): indices 'n' depends on the number of items; a fixed "
        "number is wanted");
  CHECK(with_batch()
            .node("Cast", {"n"}, "f", {{"to", std::int64_t{1}}})
            .node("Add", {"x", "f"}, "y")
            .refusal() ==
        "node 'f_node' (Cast, opset 13): the number of items is cast to a float, which is not "
        "supported; export the network with a fixed batch of one");
  CHECK(with_batch()
            .node("Concat", {"n", "n", "rest"}, "s", {{"axis", std::int64_t{0}}})
            .node("Reshape", {"x", "s"}, "y")
            .refusal() ==
        "node 'y_node' (Reshape, opset 13): shape [batch, batch, -1] has the number of items where "
        "the input has not");
}

TEST_CASE("where the file fixes one item, its axis is one like any other", "[folding]") {
  const arma::fmat x{{1, 7}, {2, 8}, {3, 9}, {4, 10}, {5, 11}, {6, 12}};
  // The batch vanishes into 2 x 3 and comes back.
  SmallGraph graph({2, 3});
  graph.batch(1)
      .integers("s", {2, 3})
      .integers("t", {1, 3, 2})
      .node("Reshape", {"x", "s"}, "flat")
      .node("Transpose", {"flat"}, "turned")
      .node("Reshape", {"turned", "t"}, "y");
  CHECK(graph.output_shape() == Shape{3, 2});
  CHECK(same(graph.output(x), x.rows(arma::uvec{0, 3, 1, 4, 2, 5})));
  // Two items that the file fixes are told apart by their place in the elements' order.
  SmallGraph two({2, 3});
  two.batch(2).integers("s", {2, 6}).node("Reshape", {"x", "s"}, "y");
  CHECK(same(two.output(x), x));
  SmallGraph torn({2, 3});
  torn.batch(2).integers("s", {3, 4}).node("Reshape", {"x", "s"}, "y");
  CHECK(torn.refusal() ==
        "node 'y_node' (Reshape, opset 13): shape [3, 4] does not keep the batch as a dimension; "
        "export the network with a shape that begins with -1 or 0");
}
