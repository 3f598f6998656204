// SPDX-License-Identifier: MIT
#pragma once

#include "network/small_graph.hpp"

/// y = x * row of the table that ids names, with x of two elements and one token.
inline std::unique_ptr<lucarne::Network> tokens_and_numbers() {
  SmallGraph graph({2});
  graph.input("ids", {1}, lucarne::ElementKind::integers)
      .floats("table", {3, 2}, {1, 2, 3, 4, 5, 6})
      .integers("flat", {0, 2})
      .node("Gather", {"table", "ids"}, "rows")
      .node("Reshape", {"rows", "flat"}, "row")
      .node("Mul", {"x", "row"}, "y");
  return graph.network();
}

/// y = (sum of x) + (sum of z), with x of 2 x 2 and z of three elements.
inline std::unique_ptr<lucarne::Network> picture_and_numbers() {
  SmallGraph graph({2, 2});
  graph.input("z", {3})
      .integers("flat", {0, 4})
      .floats("w", {7, 1}, {1, 1, 1, 1, 1, 1, 1})
      .node("Reshape", {"x", "flat"}, "row")
      .node("Concat", {"row", "z"}, "both", {{"axis", std::int64_t{1}}})
      .node("MatMul", {"both", "w"}, "y");
  return graph.network();
}

/// Two maps of a picture of 4 x 4, averaged, beside three numbers where `with_numbers`.
inline std::unique_ptr<lucarne::Network> maps_and_numbers(bool with_numbers) {
  SmallGraph graph({1, 4, 4});
  if (with_numbers) graph.input("z", {3});
  graph.floats("K", {2, 1, 2, 2}, {1, -2, 0.5F, 1, -1, 1, 2, -0.5F})
      .floats("w", {2, 2}, {1, -1, 0.5F, 2})
      .floats("v", {3, 2}, {3, 1, -2, 4, 5, -6})
      .node("Conv", {"x", "K"}, "c")
      .node("Relu", {"c"}, "r")
      .node("GlobalAveragePool", {"r"}, "g")
      .node("Flatten", {"g"}, "f");
  if (!with_numbers) return graph.node("MatMul", {"f", "w"}, "y").network();
  return graph.node("MatMul", {"f", "w"}, "a")
      .node("MatMul", {"z", "v"}, "b")
      .node("Add", {"a", "b"}, "y")
      .network();
}
