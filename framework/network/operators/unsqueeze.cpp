// SPDX-License-Identifier: MIT
#include "network/axes_input.hpp"
#include "network/reshaping.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// New axes of size 1, numbered as in the output.
std::unique_ptr<Operator> make_unsqueeze(NodeReader& node) {
  node.require_inputs(1, 2);
  const auto axes = read_axes(node, 13, 1);
  if (!axes) node.refuse("the axes are missing");
  const Shape& in = node.shape(0);
  const BatchPlace& batch = node.place(0);
  const std::size_t rank = onnx_rank(in, batch) + axes->size();
  std::vector<bool> added(rank);
  for (const std::int64_t axis : *axes) {
    const std::size_t place = node.onnx_axis(axis, rank);
    if (added[place]) node.refuse(fmt::format("axis {} is there twice", axis));
    added[place] = true;
  }
  // The batch's own place is moved directly: the order of the elements does not tell it from new
  // axes beside it.
  Shape out;
  BatchPlace moved = batch;
  std::size_t axis = 0;  // of the input
  std::size_t item = 0;
  for (std::size_t i = 0; i < rank; ++i) {
    if (added[i]) {
      out.push_back(1);
      continue;
    }
    const bool is_batch = axis++ == batch.axis;
    if (is_batch) moved.axis = i;
    if (!is_batch || batch.merged) out.push_back(in[item++]);
  }
  return std::make_unique<Reshaping>(out, moved);
}

}  // namespace

OperatorEntry unsqueeze_operator() {
  return {.op = "Unsqueeze", .make = make_unsqueeze, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
