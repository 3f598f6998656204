// SPDX-License-Identifier: MIT
#include "network/reduced_axes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

std::vector<std::int64_t> read_axes(NodeReader& node, int input_since) {
  if (node.opset() >= input_since) {
    node.require_inputs(1, 2);
    return node.has_input(1) ? node.integer_constant(1, "axes").integers
                             : std::vector<std::int64_t>{};
  }
  node.require_inputs(1, 1);
  const Attribute* attribute = node.attribute("axes");
  if (attribute == nullptr) return {};
  const auto* axes = std::get_if<std::vector<std::int64_t>>(attribute);
  if (axes == nullptr) node.refuse("attribute 'axes' is not a list of integers");
  return *axes;
}

}  // namespace

ReducedAxes::ReducedAxes(NodeReader& node, int input_since) {
  const std::vector<std::int64_t> axes = read_axes(node, input_since);
  const bool keeps_dimensions = node.integer("keepdims", 1) != 0;
  const bool noop = node.opset() >= input_since && node.integer("noop_with_empty_axes", 0) != 0;
  input = node.shape(0);
  kept = input;
  result = input;
  batch = node.place(0);
  none = axes.empty() && noop;
  if (none) return;
  if (axes.empty() && batch.exists()) {
    node.refuse(
        "it goes over all axes, the batch among them, so that the items would be mixed; export the "
        "network with the axes written out");
  }
  std::vector<bool> reduced(input.size(), axes.empty());
  for (const std::int64_t axis : axes) {
    const std::size_t item_axis = node.item_axis(axis, input);
    if (reduced[item_axis]) node.refuse(fmt::format("axis {} is there twice", axis));
    reduced[item_axis] = true;
  }
  if (batch.exists() && !keeps_dimensions) {
    const auto first = reduced.begin();
    const auto before = std::count(first, first + static_cast<std::ptrdiff_t>(batch.axis), true);
    batch.axis -= static_cast<std::size_t>(before);
  }
  result.clear();
  for (std::size_t axis = 0; axis < input.size(); ++axis) {
    if (reduced[axis]) kept[axis] = 1;
    if (!reduced[axis]) result.push_back(input[axis]);
    if (reduced[axis] && keeps_dimensions) result.push_back(1);
  }
}

}  // namespace lucarne
