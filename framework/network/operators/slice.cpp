// SPDX-License-Identifier: MIT
#include "network/strided_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace lucarne {
namespace {

using Integers = std::vector<std::int64_t>;

struct Ranges {
  Integers starts;
  Integers ends;
  Integers axes;
  Integers steps;
};

/// Attributes up to opset 9, inputs since.
Ranges read_ranges(NodeReader& node) {
  Ranges ranges;
  if (node.opset() < 10) {
    node.require_inputs(1, 1);
    const Integers* starts = node.integers("starts");
    const Integers* ends = node.integers("ends");
    if (starts == nullptr || ends == nullptr)
      node.refuse("the attributes starts, ends are missing");
    ranges = {*starts, *ends, {}, {}};
    if (const Integers* axes = node.integers("axes")) ranges.axes = *axes;
  } else {
    node.require_inputs(3, 5);
    ranges.starts = node.integer_constant(1, "starts").integers;
    ranges.ends = node.integer_constant(2, "ends").integers;
    if (node.has_input(3)) ranges.axes = node.integer_constant(3, "axes").integers;
    if (node.has_input(4)) ranges.steps = node.integer_constant(4, "steps").integers;
  }
  if (ranges.axes.empty()) {
    ranges.axes.resize(ranges.starts.size());
    std::iota(ranges.axes.begin(), ranges.axes.end(), 0);
  }
  if (ranges.steps.empty()) ranges.steps.assign(ranges.starts.size(), 1);
  if (ranges.ends.size() != ranges.starts.size() || ranges.axes.size() != ranges.starts.size() ||
      ranges.steps.size() != ranges.starts.size()) {
    node.refuse("starts, ends, axes and steps differ in length");
  }
  return ranges;
}

/// Negative places count from the end; what lies beyond is cut to `least` and `most`.
std::int64_t clamped(std::int64_t place, std::int64_t size, std::int64_t least, std::int64_t most) {
  return std::clamp(place < 0 ? place + size : place, least, most);
}

std::unique_ptr<Operator> make_slice(NodeReader& node) {
  const Ranges ranges = read_ranges(node);
  const Shape& in = node.shape(0);
  const BatchPlace& batch = node.place(0);
  StridedView view{.shape = in, .strides = c_strides(in)};
  std::vector<bool> cut(in.size());
  for (std::size_t i = 0; i < ranges.starts.size(); ++i) {
    const std::int64_t step = ranges.steps[i];
    // All of the batch is what exporters write where every axis is named.
    if (node.onnx_axis(ranges.axes[i], onnx_rank(in, batch)) == batch.axis && step == 1 &&
        ranges.starts[i] == 0 && ranges.ends[i] >= std::numeric_limits<std::int32_t>::max()) {
      continue;
    }
    const std::size_t axis = node.item_axis_of(0, ranges.axes[i]);
    if (cut[axis]) node.refuse(fmt::format("axis {} is there twice", ranges.axes[i]));
    cut[axis] = true;
    const auto size = static_cast<std::int64_t>(in[axis]);
    // The size bounds what a step can do, and keeps its negation from overflowing.
    const std::int64_t bounded = std::clamp(step, -size, size);
    if (bounded == 0) node.refuse("a step is 0");
    const bool forwards = bounded > 0;
    const std::int64_t start = clamped(ranges.starts[i], size, 0, forwards ? size : size - 1);
    const std::int64_t end = clamped(ranges.ends[i], size, forwards ? 0 : -1, size);
    const std::int64_t span = forwards ? end - start : start - end;
    if (span <= 0) {
      node.refuse(fmt::format("nothing is left of axis {} between {} and {}", ranges.axes[i],
                              ranges.starts[i], ranges.ends[i]));
    }
    view.shape[axis] = static_cast<arma::uword>((span - 1) / std::abs(bounded) + 1);
    view.offset += start * view.strides[axis];
    view.strides[axis] *= bounded;
  }
  return view_operator(in, {view}, {batch});
}

}  // namespace

OperatorEntry slice_operator() {
  return {.op = "Slice", .make = make_slice, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
