// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

using Order = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("MatMul multiplies two tensors item by item", "[products]") {
  // [[1, 2], [3, 4]] squared is [[7, 10], [15, 22]]; the second item is twice the identity.
  SmallGraph graph({2, 2});
  graph.node("MatMul", {"x", "x"}, "y");
  CHECK(same(graph.output(arma::fmat{{1, 2}, {2, 0}, {3, 0}, {4, 2}}),
             arma::fmat{{7, 4}, {10, 0}, {15, 0}, {22, 4}}));
  CHECK(difference_to_finite(*graph.network(), "y", normal_numbers(4, 3, 1)) < 1e-3);
}

TEST_CASE("MatMul repeats matrices along the axes before them", "[products]") {
  // Two matrices of 1 x 2 meet one of 2 x 1: (1, 2)(3, 4)' = 11 and (5, 6)(3, 4)' = 39.
  SmallGraph constant({2, 1, 2});
  constant.floats("c", {1, 1, 2, 1}, {3, 4}).node("MatMul", {"x", "c"}, "y");
  CHECK(constant.output_shape() == Shape{2, 1, 1});
  CHECK(same(constant.output(arma::fvec{1, 2, 5, 6}), arma::fvec{11, 39}));
  CHECK(difference_to_finite(*constant.network(), "y", normal_numbers(4, 3, 1)) < 1e-3);

  // A constant from the left, one for each of two heads: (1, 0) and (0, 2) times [[1, 2], [3, 4]].
  SmallGraph left({1, 2, 2});
  left.floats("c", {2, 1, 2}, {1, 0, 0, 2}).node("MatMul", {"c", "x"}, "y");
  CHECK(left.output_shape() == Shape{2, 1, 2});
  CHECK(same(left.output(arma::fvec{1, 2, 3, 4}), arma::fvec{1, 2, 6, 8}));
  CHECK(difference_to_finite(*left.network(), "y", normal_numbers(4, 3, 1)) < 1e-3);

  // A tensor that is repeated gets the sum of the gradients.
  SmallGraph repeated({2, 2, 2});
  repeated.integers("first", {0})
      .node("Gather", {"x", "first"}, "one", {{"axis", std::int64_t{1}}})
      .node("MatMul", {"one", "x"}, "y");
  CHECK(repeated.output_shape() == Shape{2, 2, 2});
  CHECK(difference_to_finite(*repeated.network(), "y", normal_numbers(8, 3, 1)) < 1e-3);
}

TEST_CASE("MatMul takes a constant of one axis for a column", "[products]") {
  SmallGraph graph({2, 2});
  graph.floats("c", {2}, {10, 1}).node("MatMul", {"x", "c"}, "y");
  CHECK(graph.output_shape() == Shape{2});
  CHECK(same(graph.output(arma::fvec{1, 2, 3, 4}), arma::fvec{12, 34}));
}

TEST_CASE("MatMul of constants is computed once", "[products]") {
  SmallGraph graph({2});
  graph.floats("a", {2, 2}, {1, 2, 3, 4})
      .floats("b", {2, 2}, {0, 1, 1, 0})
      .node("MatMul", {"a", "b"}, "c")  // columns exchanged
      .node("MatMul", {"x", "c"}, "y");
  CHECK(same(graph.network()->weights("y_node"), arma::fmat{{2, 1}, {4, 3}}));
}

TEST_CASE("attention's products work where the batch is joined with the heads", "[products]") {
  // Items of 2 places x 4, two heads of 2: (batch, 2, 4) -> (2, batch, 4) -> (2, 2 batch, 2) ->
  // (2 batch, 2, 2), as torch's MultiheadAttention has it.
  SmallGraph graph({2, 4});
  graph.integers("zero", {0})
      .integers("heads", {2})
      .integers("places", {2})
      .integers("width", {2})
      .integers("whole", {2, -1, 4})
      .node("Shape", {"x"}, "shape")
      .node("Gather", {"shape", "zero"}, "n")
      .node("Mul", {"n", "heads"}, "n_heads")
      .node("Concat", {"places", "n_heads", "width"}, "s", {{"axis", std::int64_t{0}}})
      .node("Transpose", {"x"}, "t", {{"perm", Order{1, 0, 2}}})
      .node("Reshape", {"t", "s"}, "r")
      .node("Transpose", {"r"}, "q", {{"perm", Order{1, 0, 2}}})
      .node("Transpose", {"q"}, "k", {{"perm", Order{0, 2, 1}}})
      .node("MatMul", {"q", "k"}, "scores")
      .node("Softmax", {"scores"}, "a", {{"axis", std::int64_t{-1}}})
      .node("MatMul", {"a", "q"}, "v")
      .node("Transpose", {"v"}, "b", {{"perm", Order{1, 0, 2}}})
      .node("Reshape", {"b", "whole"}, "w")
      .node("Transpose", {"w"}, "y", {{"perm", Order{1, 0, 2}}});
  CHECK(graph.output_shape() == Shape{2, 4});
  CHECK(graph.network()->layer("scores").shape == Shape{2, 2, 2});
  // Equal places: every weight is 1/2, and each place is its own mean.
  const arma::fmat equal{{1, 5}, {2, 6}, {3, 7}, {4, 8}, {1, 5}, {2, 6}, {3, 7}, {4, 8}};
  CHECK(same(graph.output(equal), equal, 1e-5F));
  // Only head 0's first number differs, 1 and 0: scores of place 0 are (1, 0), of place 1 (0, 0).
  const float e = std::exp(1.0F);
  const arma::fvec one{1, 0, 0, 0, 0, 0, 0, 0};
  CHECK(same(graph.output(one), arma::fvec{e / (e + 1), 0, 0, 0, 0.5F, 0, 0, 0}, 1e-6F));
  CHECK(difference_to_finite(*graph.network(), "y", normal_numbers(8, 3, 1)) < 1e-3);
}

TEST_CASE("products that would mix items or do not fit are refused", "[products]") {
  const std::string node = "node 'y_node' (MatMul, opset 13): ";
  CHECK(SmallGraph({2, 3}).node("MatMul", {"x", "x"}, "y").refusal() ==
        node + "factors of shapes 2 x 3 and 2 x 3 do not fit");
  CHECK(SmallGraph({2})
            .floats("c", {3, 2, 2}, std::vector<float>(12))
            .node("MatMul", {"x", "c"}, "y")
            .refusal() == node +
                              "the batch of input 1, batch x 2, is among the axes that the "
                              "product sums over or does not meet the other's");
  CHECK(SmallGraph({2, 2})
            .floats("c", {3, 2, 2}, std::vector<float>(12))
            .node("MatMul", {"x", "c"}, "y")
            .refusal() ==
        node + "a constant factor of shape 3 x 2 x 2 has size 3 where the batch is");
  CHECK(SmallGraph({2})
            .floats("c", {2, 2}, {1, 2, 3, 4})
            .node("Transpose", {"x"}, "t")
            .node("MatMul", {"t", "c"}, "y")
            .refusal() ==
        node +
            "the batch of input 1, 2 x batch, is among the axes that the product sums over or "
            "does not meet the other's");
}
