// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"

#include <algorithm>

namespace lucarne {
namespace {

/// The sizes as ONNX sees them; that of the batch is known as such, whatever number the file fixes.
Constant fold_shape(NodeReader& node) {
  node.require_inputs(1, 1);
  Constant sizes{.integral = true};
  if (const Constant* constant = node.constant(0)) {
    sizes.integers.assign(constant->shape.begin(), constant->shape.end());
  } else {
    sizes = node.onnx_shape(0);
  }
  const auto rank = static_cast<std::int64_t>(sizes.integers.size());
  const auto place = [&](std::int64_t axis) {
    return std::clamp<std::int64_t>(axis < 0 ? axis + rank : axis, 0, rank);
  };
  // Since opset 15; out of range is cut to it, and the reverse order is empty.
  const std::int64_t start = place(node.integer("start", 0));
  const std::int64_t end = std::max(start, place(node.integer("end", rank)));
  const auto cut = [&](auto& list) {
    if (list.empty()) return;
    list.erase(list.begin() + end, list.end());
    list.erase(list.begin(), list.begin() + start);
  };
  cut(sizes.integers);
  cut(sizes.times_batch);
  sizes.shape = {sizes.integers.size()};
  return sizes;
}

}  // namespace

OperatorEntry shape_operator() {
  return {.op = "Shape", .fold = fold_shape, .batch = BatchRule::anywhere, .folds_tensors = true};
}

}  // namespace lucarne
