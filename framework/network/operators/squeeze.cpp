// SPDX-License-Identifier: MIT
#include "network/axes_input.hpp"
#include "network/reshaping.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_squeeze(NodeReader& node) {
  node.require_inputs(1, 2);
  const Constant in = node.onnx_shape(0);
  const std::size_t rank = in.integers.size();
  std::vector<bool> removed(rank);
  if (const auto axes = read_axes(node, 13, 1)) {
    for (const std::int64_t axis : *axes) removed[node.onnx_axis(axis, rank)] = true;
  } else {
    for (std::size_t i = 0; i < rank; ++i) removed[i] = in.integers[i] == 1 && !in.counts_items(i);
  }
  Constant out{.integral = true};
  for (std::size_t i = 0; i < rank; ++i) {
    if (!removed[i]) {
      out.integers.push_back(in.integers[i]);
      out.times_batch.push_back(in.counts_items(i));
    } else if (in.counts_items(i)) {
      node.refuse(fmt::format("axis {} is the batch, which cannot be squeezed away", i));
    } else if (in.integers[i] != 1) {
      node.refuse(fmt::format("axis {} has size {}; only an axis of size 1 can be squeezed away", i,
                              in.integers[i]));
    }
  }
  return reshaping(node, std::move(out));
}

}  // namespace

OperatorEntry squeeze_operator() {
  return {.op = "Squeeze", .make = make_squeeze, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
