// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_reshape(NodeReader& node) {
  node.require_inputs(2, 2);
  const Constant in = node.onnx_shape(0);
  Constant wanted = node.size_constant(1, "shape");
  if (wanted.shape.size() != 1) node.refuse("the shape is to be a list of numbers");
  const bool copies_zero = node.integer("allowzero", 0) == 0;
  wanted.times_batch.resize(wanted.integers.size());
  for (std::size_t i = 0; i < wanted.integers.size(); ++i) {
    if (wanted.integers[i] != 0 || !copies_zero) continue;
    if (i >= in.integers.size()) {
      node.refuse(fmt::format(
          "0 at place {} of the shape copies a dimension that the input, {}, does not have", i,
          onnx_shape_text(node.shape(0), node.place(0))));
    }
    wanted.integers[i] = in.integers[i];
    wanted.times_batch[i] = in.counts_items(i);
  }
  return reshaping(node, std::move(wanted));
}

}  // namespace

OperatorEntry reshape_operator() {
  return {.op = "Reshape",
          .since = 5,
          .make = make_reshape,
          .batch = BatchRule::anywhere,
          .moves = true};
}

}  // namespace lucarne
