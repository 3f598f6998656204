// SPDX-License-Identifier: MIT
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;
using Ints = std::int64_t;

TEST_CASE("Gemm scales, transposes and broadcasts as ONNX says", "[operators]") {
  // x = (1, 2), B = [[1, 2, 3], [4, 5, 6]]: xB = (9, 12, 15).
  const arma::fvec x{1, 2};
  SmallGraph plain({2});
  plain.floats("B", {2, 3}, {1, 2, 3, 4, 5, 6}).node("Gemm", {"x", "B"}, "y");
  CHECK(same(plain.output(x), arma::fvec{9, 12, 15}));

  // The same B given transposed; 0.5 xB + 2 C.
  SmallGraph scaled({2});
  scaled.floats("B", {3, 2}, {1, 4, 2, 5, 3, 6})
      .floats("C", {1, 3}, {1, 0, -1})
      .node("Gemm", {"x", "B", "C"}, "y", {{"transB", Ints{1}}, {"alpha", 0.5F}, {"beta", 2.0F}});
  CHECK(same(scaled.output(x), arma::fvec{6.5F, 6, 5.5F}));
  const auto network = scaled.network();
  CHECK(same(network->weights("y"), arma::fmat{{0.5F, 1, 1.5F}, {2, 2.5F, 3}}));
  CHECK(same(network->biases("y"), arma::fvec{2, 0, -2}));

  for (const Shape& shape : {Shape{}, Shape{1}, Shape{1, 1}}) {
    SmallGraph one_number({2});
    one_number.floats("B", {2, 3}, {1, 2, 3, 4, 5, 6})
        .floats("C", shape, {10})
        .node("Gemm", {"x", "B", "C"}, "y");
    CHECK(same(one_number.output(x), arma::fvec{19, 22, 25}));
  }
}

TEST_CASE("Gemm gives an item of many zeros what it gives any other", "[operators]") {
  // Wide enough for the sums over the values that are not zero; whole numbers, so every order of
  // summation gives the same.
  constexpr arma::uword n_inputs = 70;
  constexpr arma::uword n_units = 75;
  std::vector<float> b(n_inputs * n_units);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i % 11) - 5;
  std::vector<float> c(n_units);
  for (std::size_t i = 0; i < c.size(); ++i) c[i] = static_cast<float>(i);
  arma::fmat x(n_inputs, 5, arma::fill::zeros);  // the first stays zero
  x(0, 1) = 2;
  x(n_inputs - 1, 1) = -3;
  x.col(2).head(n_inputs / 2).fill(1);      // half: the most that counts as sparse
  x.col(3).head(n_inputs / 2 + 1).fill(1);  // one more
  x.col(4).fill(7);
  SmallGraph graph({n_inputs});
  graph.floats("B", {n_inputs, n_units}, b)
      .floats("C", {n_units}, c)
      .node("Gemm", {"x", "B", "C"}, "y");
  arma::fmat wanted(n_units, x.n_cols);
  for (arma::uword item = 0; item < x.n_cols; ++item) {
    for (arma::uword unit = 0; unit < n_units; ++unit) {
      wanted(unit, item) = c[unit];
      for (arma::uword i = 0; i < n_inputs; ++i) {
        wanted(unit, item) += x(i, item) * b[i * n_units + unit];
      }
    }
  }
  CHECK(same(graph.output(x), wanted));
  // Alone, an item comes out as among others.
  for (arma::uword item = 0; item < x.n_cols; ++item) {
    CHECK(same(graph.output(x.col(item)), wanted.col(item)));
  }
}

TEST_CASE("Gemm refuses what would mix items or does not fit", "[operators]") {
  const auto refusal = [](std::vector<std::string> inputs, std::map<std::string, Attribute> more) {
    return SmallGraph({2})
        .floats("B", {2, 3}, {1, 2, 3, 4, 5, 6})
        .floats("C", {2, 3}, {1, 2, 3, 4, 5, 6})
        .node("Gemm", std::move(inputs), "y", std::move(more))
        .refusal();
  };
  CHECK(refusal({"x", "B"}, {{"transA", Ints{1}}}) ==
        "node 'y_node' (Gemm, opset 13): transA=1 puts the items into columns; only transA=0 is "
        "supported");
  CHECK(refusal({"x", "B"}, {{"transB", Ints{1}}}) ==
        "node 'y_node' (Gemm, opset 13): items of shape 2 meet a B that takes 3 numbers");
  CHECK(refusal({"x", "B", "C"}, {}) ==
        "node 'y_node' (Gemm, opset 13): C has shape 2 x 3 where 1, 3 or 1 x 3 is wanted");
  CHECK(refusal({"x", "x"}, {}) ==
        "node 'y_node' (Gemm, opset 13): B 'x' is computed from the items; only a constant is "
        "supported");
  CHECK(refusal({"x"}, {}) ==
        "node 'y_node' (Gemm, opset 13): 2 to 3 inputs wanted, the node has 1");
  CHECK(refusal({"x", "B"}, {{"alpha", 1e38F}}) ==
        "node 'y_node' (Gemm, opset 13): its factors make the weights infinite");
  CHECK(refusal({"x", "B"}, {{"alpha", Ints{1}}}) ==
        "node 'y_node' (Gemm, opset 13): attribute 'alpha' is not a float");
}

TEST_CASE("MatMul contracts the last dimension of every row of an item", "[operators]") {
  SmallGraph graph({2, 2});
  graph.floats("B", {2, 3}, {1, 2, 3, 4, 5, 6}).node("MatMul", {"x", "B"}, "y");
  CHECK(graph.output_shape() == Shape{2, 3});
  // Rows (1, 2) and (0, -1): (9, 12, 15) and (-4, -5, -6). A second item, twice the first.
  CHECK(same(graph.output(arma::fmat{{1, 2}, {2, 4}, {0, 0}, {-1, -2}}),
             arma::fmat{{9, 18}, {12, 24}, {15, 30}, {-4, -8}, {-5, -10}, {-6, -12}}));
  CHECK(SmallGraph({2}).node("MatMul", {"x", "x"}, "y").refusal() ==
        "node 'y_node' (MatMul, opset 13): the batch of input 1, batch x 2, is among the axes that "
        "the product sums over or does not meet the other's");
  CHECK(SmallGraph({3}).floats("B", {2, 1}, {1, 2}).node("MatMul", {"x", "B"}, "y").refusal() ==
        "node 'y_node' (MatMul, opset 13): items of shape 3 meet a right factor that takes 2 "
        "numbers");
}

TEST_CASE("Add takes two tensors of one shape, or a constant that repeats", "[operators]") {
  const arma::fmat x{{1, -1}, {2, -2}, {3, -3}, {4, -4}};
  CHECK(same(SmallGraph({2, 2}).node("Add", {"x", "x"}, "y").output(x), 2 * x));
  const auto added = [&](const Shape& shape, std::vector<float> values) {
    SmallGraph graph({2, 2});
    graph.floats("c", shape, std::move(values)).node("Add", {"c", "x"}, "y");
    const arma::fmat y = graph.output(x);
    return arma::fmat(y - x);
  };
  CHECK(same(added({}, {5}), arma::fmat(4, 2, arma::fill::value(5.0F))));
  CHECK(same(added({2}, {10, 20}), arma::fmat{{10, 10}, {20, 20}, {10, 10}, {20, 20}}));
  CHECK(same(added({2, 1}, {10, 20}), arma::fmat{{10, 10}, {10, 10}, {20, 20}, {20, 20}}));
  CHECK(same(added({1, 1, 1}, {5}), arma::fmat(4, 2, arma::fill::value(5.0F))));
  CHECK(same(added({1, 2, 2}, {1, 2, 3, 4}), arma::fmat{{1, 1}, {2, 2}, {3, 3}, {4, 4}}));

  // The constant's middle dimension repeats: (a, -, b) over 2 x 2 x 2.
  const arma::fmat zeros(8, 1, arma::fill::zeros);
  CHECK(same(SmallGraph({2, 2, 2})
                 .floats("c", {2, 1, 2}, {1, 2, 3, 4})
                 .node("Add", {"x", "c"}, "y")
                 .output(zeros),
             arma::fvec{1, 2, 1, 2, 3, 4, 3, 4}));

  const auto refused = [](const Shape& shape) {
    return SmallGraph({2, 2})
        .floats("c", shape, std::vector<float>(n_elements(shape)))
        .node("Add", {"x", "c"}, "y")
        .refusal();
  };
  CHECK(refused({3}) ==
        "node 'y_node' (Add, opset 13): a constant of shape 3 does not fit 2 x 2: sizes are to be "
        "equal, or 1, aligned at the end");
  CHECK(
      refused({2, 2, 2}) ==
      "node 'y_node' (Add, opset 13): constant 'c' of shape 2 x 2 x 2 has size 2 where input 'x', "
      "batch x 2 x 2, has the batch; 1 is wanted there");
  CHECK(SmallGraph({2, 2}).node("Flatten", {"x"}, "f").node("Add", {"x", "f"}, "y").refusal() ==
        "node 'y_node' (Add, opset 13): the batches of inputs 'x' (batch x 2 x 2) and 'f' (batch x "
        "4) do not meet when the shapes are aligned at their ends");
}

TEST_CASE("activations have the values of their formulas", "[operators]") {
  const arma::fvec x{-200, -1, 0, 0.5F, 200};
  const arma::fmat relu = SmallGraph({5}).node("Relu", {"x"}, "y").output(x);
  CHECK(same(relu, arma::fvec{0, 0, 0, 0.5F, 200}));
  // Two units in the last place of numbers below 1.
  const float tolerance = 2.4e-7F;
  const auto e = [](double power) { return static_cast<float>(1 / (1 + std::exp(-power))); };
  CHECK(same(SmallGraph({5}).node("Sigmoid", {"x"}, "y").output(x),
             arma::fvec{0, e(-1), 0.5F, e(0.5), 1}, tolerance));
  const auto t = [](double value) { return static_cast<float>(std::tanh(value)); };
  CHECK(same(SmallGraph({5}).node("Tanh", {"x"}, "y").output(x),
             arma::fvec{-1, t(-1), 0, t(0.5), 1}, tolerance));
}

TEST_CASE("Relu lets NaN through", "[operators]") {
  const arma::fmat y =
      SmallGraph({1}).node("Relu", {"x"}, "y").output(arma::fvec{arma::Datum<float>::nan});
  CHECK(std::isnan(y(0)));
}

TEST_CASE("Softmax means the last axis since opset 13, all from axis 1 before", "[operators]") {
  // Item [[0, ln 3], [ln 2, ln 2]]: rows give (1/4, 3/4) and (1/2, 1/2); flattened, the powers are
  // 1, 3, 2, 2 of 8.
  const arma::fvec x{0, std::log(3.0F), std::log(2.0F), std::log(2.0F)};
  // A few roundings of numbers below 1.
  const float tolerance = 2.4e-7F;
  CHECK(same(SmallGraph({2, 2}, 13).node("Softmax", {"x"}, "y").output(x),
             arma::fvec{0.25F, 0.75F, 0.5F, 0.5F}, tolerance));
  CHECK(same(SmallGraph({2, 2}, 12).node("Softmax", {"x"}, "y").output(x),
             arma::fvec{0.125F, 0.375F, 0.25F, 0.25F}, tolerance));
  CHECK(same(SmallGraph({2, 2}, 12).node("Softmax", {"x"}, "y", {{"axis", Ints{2}}}).output(x),
             arma::fvec{0.25F, 0.75F, 0.5F, 0.5F}, tolerance));
  // Columns: (1, 2) of 3 and (3, 2) of 5.
  CHECK(same(SmallGraph({2, 2}, 13).node("Softmax", {"x"}, "y", {{"axis", Ints{-2}}}).output(x),
             arma::fvec{1 / 3.0F, 0.6F, 2 / 3.0F, 0.4F}, tolerance));
  CHECK(SmallGraph({2}).node("Softmax", {"x"}, "y", {{"axis", Ints{0}}}).refusal() ==
        "node 'y_node' (Softmax, opset 13): axis 0 is the batch: the items would depend on one "
        "another");
  CHECK(SmallGraph({2}).node("Softmax", {"x"}, "y", {{"axis", Ints{2}}}).refusal() ==
        "node 'y_node' (Softmax, opset 13): axis 2 is beyond the 2 dimensions of its input");
}

TEST_CASE("Softmax does not overflow", "[operators]") {
  const arma::fmat y =
      SmallGraph({2}).node("Softmax", {"x"}, "y").output(arma::fvec{1e30F, -1e30F});
  CHECK(same(y, arma::fvec{1, 0}));
}

TEST_CASE("Flatten and Reshape keep the elements and the batch", "[operators]") {
  const arma::fmat x = arma::fmat{{1, 7}, {2, 8}, {3, 9}, {4, 10}, {5, 11}, {6, 12}};
  CHECK(SmallGraph({2, 3}).node("Flatten", {"x"}, "y").output_shape() == Shape{6});
  CHECK(same(SmallGraph({2, 3}).node("Flatten", {"x"}, "y").output(x), x));
  CHECK(SmallGraph({2, 3}).node("Flatten", {"x"}, "y", {{"axis", Ints{2}}}).refusal() ==
        "output 'y' has shape (batch x 2) x 3; the batch alone is wanted as its first axis");

  const auto reshape = [](std::vector<Ints> shape) {
    SmallGraph graph({2, 3});
    graph.integers("s", std::move(shape)).node("Reshape", {"x", "s"}, "y");
    return graph;
  };
  CHECK(reshape({-1, 6}).output_shape() == Shape{6});
  CHECK(reshape({0, -1}).output_shape() == Shape{6});
  CHECK(reshape({0, 0, 3, 1}).output_shape() == Shape{2, 3, 1});
  CHECK(reshape({-1, 3, 2}).output_shape() == Shape{3, 2});
  CHECK(reshape({1, 6}).batch(1).output_shape() == Shape{6});
  CHECK(same(reshape({-1, 3, 2}).output(x), x));

  const std::string node = "node 'y_node' (Reshape, opset 13): ";
  CHECK(reshape({1, 6}).refusal() ==
        node +
            "shape [1, 6] does not keep the batch as a dimension; export the network with a shape "
            "that begins with -1 or 0");
  CHECK(reshape({6, 0}).refusal() == node + "shape [6, 2] does not hold the 6 elements of an item");
  CHECK(reshape({-1, 4}).refusal() ==
        node + "shape [-1, 4] does not hold the 6 elements of an item");
  CHECK(reshape({-1, 3}).refusal() ==
        "output 'y' has shape (batch x 2) x 3; the batch alone is wanted as its first axis");
  CHECK(reshape({0, 4, -1}).refusal() ==
        node + "shape [batch, 4, -1] does not hold the 6 elements of an item");
  CHECK(reshape({0, -1, -1}).refusal() == node + "more than one -1 in the shape");
  CHECK(reshape({0, 1, 1, 0}).refusal() == node +
                                               "0 at place 3 of the shape copies a dimension that "
                                               "the input, batch x 2 x 3, does not have");
  CHECK(reshape({0, -5}).refusal() == node + "-5 at place 1 of the shape");
  CHECK(reshape({0, 1LL << 62, 1LL << 62}).refusal() ==
        node +
            "shape [batch, 4611686018427387904, 4611686018427387904] does not hold the 6 elements "
            "of an item");
}

TEST_CASE("what depends on constants alone is folded or refused", "[operators]") {
  SmallGraph graph({2});
  graph.node("Constant", {}, "c", {{"value_floats", std::vector<float>{1, 2}}})
      .node("Identity", {"c"}, "d")
      .node("Add", {"x", "d"}, "y");
  CHECK(same(graph.output(arma::fvec{10, 20}), arma::fvec{11, 22}));
  CHECK(graph.network()->layers().size() == 1);
  CHECK(SmallGraph({2})
            .floats("c", {2}, {1, 2})
            .floats("B", {2, 2}, {1, 2, 3, 4})
            .node("Gemm", {"c", "B"}, "d")
            .node("Add", {"x", "d"}, "y")
            .refusal() ==
        "node 'd_node' (Gemm, opset 13): items of shape 2 meet a B that takes 2 numbers");
  CHECK(SmallGraph({2})
            .node("Constant", {}, "c", {{"value_string", std::string("a")}})
            .node("Add", {"x", "c"}, "y")
            .refusal() ==
        "node 'c_node' (Constant, opset 13): a value of floats or integers is wanted (attribute "
        "value, value_float, value_floats, value_int or value_ints)");
}

TEST_CASE("every operator is in the table once", "[operators]") {
  for (const OperatorEntry& entry : all_operators()) {
    CHECK(find_operator(entry.op) == &entry);
    CHECK((entry.make != nullptr || entry.fold != nullptr));
  }
  CHECK(find_operator("NoSuchOperator") == nullptr);
}
