// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"

namespace lucarne {
namespace {

/// The number of elements, which grows with the number of items where the tensor does.
Constant fold_size(NodeReader& node) {
  node.require_inputs(1, 1);
  Constant size{.integral = true};
  if (const Constant* constant = node.constant(0)) {
    size.integers = {static_cast<std::int64_t>(n_elements(constant->shape))};
  } else {
    size.integers = {static_cast<std::int64_t>(n_elements(node.shape(0)))};
    if (node.place(0).exists()) size.times_batch = {true};
  }
  return size;
}

}  // namespace

OperatorEntry size_operator() {
  return {.op = "Size", .fold = fold_size, .batch = BatchRule::anywhere, .folds_tensors = true};
}

}  // namespace lucarne
