// SPDX-License-Identifier: MIT
#include "network/strided_view.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// Lengths of the parts: attribute up to opset 12, input since; equal where they are not given, the
/// last one shorter where that does not come out even (since opset 18).
std::vector<std::int64_t> read_lengths(NodeReader& node, std::int64_t size) {
  const auto n_parts = static_cast<std::int64_t>(node.n_outputs());
  if (node.opset() >= 18) {
    const std::int64_t named = node.integer("num_outputs", n_parts);
    if (named != n_parts) {
      node.refuse(fmt::format("num_outputs is {}, the node has {} outputs", named, n_parts));
    }
  }
  if (node.opset() >= 13 && node.has_input(1)) return node.integer_constant(1, "split").integers;
  if (node.opset() < 13) {
    if (const std::vector<std::int64_t>* lengths = node.integers("split")) return *lengths;
  }
  if (node.opset() < 18 && size % n_parts != 0) {
    node.refuse(fmt::format("an axis of {} does not split into {} equal parts", size, n_parts));
  }
  const std::int64_t length = (size + n_parts - 1) / n_parts;
  std::vector<std::int64_t> lengths(node.n_outputs(), length);
  lengths.back() = size - length * (n_parts - 1);
  return lengths;
}

std::unique_ptr<Operator> make_split(NodeReader& node) {
  node.require_inputs_only(1, 2);
  const Shape& in = node.shape(0);
  const std::size_t axis = node.item_axis_of(0, node.integer("axis", 0));
  const auto size = static_cast<std::int64_t>(in[axis]);
  const std::vector<std::int64_t> lengths = read_lengths(node, size);
  if (lengths.size() != node.n_outputs()) {
    node.refuse(fmt::format("{} lengths for {} outputs", lengths.size(), node.n_outputs()));
  }
  const std::vector<std::ptrdiff_t> strides = c_strides(in);
  std::vector<StridedView> views;
  std::int64_t start = 0;
  for (const std::int64_t length : lengths) {
    if (length < 1 || length > size - start) {
      node.refuse(fmt::format("a part of {} does not fit into an axis of {}", length, size));
    }
    StridedView view{.shape = in, .strides = strides, .offset = start * strides[axis]};
    view.shape[axis] = static_cast<arma::uword>(length);
    views.push_back(std::move(view));
    start += length;
  }
  if (start != size) {
    node.refuse(fmt::format("the parts have {} places, the axis {}", start, size));
  }
  return view_operator(in, std::move(views),
                       std::vector<BatchPlace>(node.n_outputs(), node.place(0)));
}

}  // namespace

OperatorEntry split_operator() {
  return {.op = "Split", .make = make_split, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
