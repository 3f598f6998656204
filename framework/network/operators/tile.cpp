// SPDX-License-Identifier: MIT
#include "network/strided_view.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// The whole repeated along each axis: two axes of a view, the first of which stands still.
class Tile final : public Operator {
 public:
  Tile(std::unique_ptr<Operator> view, Shape shape, const BatchPlace& batch)
      : view_(std::move(view)), shape_(std::move(shape)), batch_(batch) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }
  void forward(const ForwardStep& step) const override { view_->forward(step); }
  void reverse(const ReverseStep& step) const override { view_->reverse(step); }

 private:
  std::unique_ptr<Operator> view_;
  Shape shape_;
  BatchPlace batch_;
};

std::unique_ptr<Operator> make_tile(NodeReader& node) {
  node.require_inputs(2, 2);
  const Shape& in = node.shape(0);
  const BatchPlace& batch = node.place(0);
  const std::vector<std::int64_t>& repeats = node.integer_constant(1, "repeats").integers;
  if (repeats.size() != onnx_rank(in, batch)) {
    node.refuse(fmt::format("{} repeats for {} axes", repeats.size(), onnx_rank(in, batch)));
  }
  const std::vector<std::ptrdiff_t> strides = c_strides(in);
  StridedView view;
  Shape out;
  arma::uword count = 1;
  std::size_t item = 0;
  for (std::size_t axis = 0; axis < repeats.size(); ++axis) {
    if (axis == batch.axis && repeats[axis] != 1) {
      node.refuse(fmt::format("axis {} is the batch, which cannot be repeated", axis));
    }
    if (axis == batch.axis && !batch.merged) continue;
    const auto times = static_cast<arma::uword>(repeats[axis]);
    if (repeats[axis] < 1 || times > largest_item / (count * in[item])) {
      node.refuse(fmt::format("axis {} cannot be repeated {} times", axis, repeats[axis]));
    }
    count *= times * in[item];
    view.shape.insert(view.shape.end(), {times, in[item]});
    view.strides.insert(view.strides.end(), {0, strides[item]});
    out.push_back(times * in[item]);
    ++item;
  }
  return std::make_unique<Tile>(view_operator(in, {view}, {batch}), out, batch);
}

}  // namespace

OperatorEntry tile_operator() {
  return {.op = "Tile", .since = 6, .make = make_tile, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
