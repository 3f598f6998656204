// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_flatten(NodeReader& node) {
  node.require_inputs(1, 1);
  const Constant in = node.onnx_shape(0);
  const std::int64_t axis = node.integer("axis", 1);
  // The axis may lie behind the last: all is one row.
  const std::size_t split = axis == static_cast<std::int64_t>(in.integers.size())
                                ? in.integers.size()
                                : node.onnx_axis(axis, in.integers.size());
  Constant wanted{
      .shape = {2}, .integral = true, .integers = {1, 1}, .times_batch = {false, false}};
  for (std::size_t i = 0; i < in.integers.size(); ++i) {
    const std::size_t side = i < split ? 0 : 1;
    wanted.integers[side] *= in.integers[i];
    if (in.counts_items(i)) wanted.times_batch[side] = true;
  }
  return reshaping(node, std::move(wanted));
}

}  // namespace

OperatorEntry flatten_operator() {
  return {.op = "Flatten", .make = make_flatten, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
