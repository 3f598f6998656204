// SPDX-License-Identifier: MIT
#include "network/strided_view.hpp"

#include <numeric>

namespace lucarne {
namespace {

/// Axes in another order. The batch moves among ONNX's axes only: in memory the items stay apart.
std::unique_ptr<Operator> make_transpose(NodeReader& node) {
  node.require_inputs(1, 1);
  const Shape& in = node.shape(0);
  const BatchPlace& batch = node.place(0);
  const std::size_t rank = onnx_rank(in, batch);
  std::vector<std::int64_t> order(rank);
  std::iota(order.rbegin(), order.rend(), 0);
  if (const std::vector<std::int64_t>* perm = node.integers("perm")) order = *perm;
  if (order.size() != rank) {
    node.refuse("attribute 'perm' does not have one entry for each of the " + std::to_string(rank) +
                " axes");
  }
  const std::vector<std::ptrdiff_t> strides = c_strides(in);
  StridedView view;
  BatchPlace moved = batch;
  std::vector<bool> taken(rank);
  for (std::size_t i = 0; i < rank; ++i) {
    const std::size_t axis = node.onnx_axis(order[i], rank);
    if (order[i] < 0 || taken[axis]) {
      node.refuse("attribute 'perm' is no order of the axes 0 to " + std::to_string(rank - 1));
    }
    taken[axis] = true;
    if (axis == batch.axis) moved.axis = i;
    if (axis == batch.axis && !batch.merged) continue;
    const std::size_t item = !batch.exists() || batch.merged || axis < batch.axis ? axis : axis - 1;
    view.shape.push_back(in[item]);
    view.strides.push_back(strides[item]);
  }
  return view_operator(in, {view}, {moved});
}

}  // namespace

OperatorEntry transpose_operator() {
  return {.op = "Transpose", .make = make_transpose, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
