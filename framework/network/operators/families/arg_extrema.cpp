// SPDX-License-Identifier: MIT
#include "network/axis_vectors.hpp"
#include "network/operators/operator.hpp"

#include <fmt/format.h>

#include <functional>

namespace lucarne {
namespace {

/// Where along one axis the largest (Better is greater) or smallest element stands, as a float.
template <template <class> class Better>
class ArgExtremum final : public Operator {
 public:
  ArgExtremum(Shape shape, const BatchPlace& batch, AxisVectors vectors, bool last)
      : shape_(std::move(shape)), batch_(batch), vectors_(vectors), last_(last) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }
  bool differentiable() const override { return false; }
  void reverse(const ReverseStep&) const override {}

  void forward(const ForwardStep& step) const override {
    const float* x = step.inputs[0]->memptr();
    float* y = step.outputs[0]->memptr();
    const Better<float> better;
    vectors_.for_each(step.inputs[0]->n_cols, [&](arma::uword start, arma::uword number) {
      arma::uword best = 0;
      float extremum = x[start];
      for (arma::uword k = 1; k < vectors_.length; ++k) {
        const float element = x[start + k * vectors_.n_inner];
        if (better(element, extremum) || (last_ && element == extremum)) {
          best = k;
          extremum = element;
        }
      }
      y[number] = static_cast<float>(best);
    });
  }

 private:
  Shape shape_;
  BatchPlace batch_;
  AxisVectors vectors_;
  bool last_;
};

template <template <class> class Better>
std::unique_ptr<Operator> make_arg_extrema(NodeReader& node) {
  node.require_inputs(1, 1);
  const Shape& shape = node.shape(0);
  const std::int64_t attribute = node.integer("axis", 0);
  const std::size_t axis = node.item_axis_of(0, attribute);
  BatchPlace batch = node.place(0);
  constexpr arma::uword most_exact = arma::uword{1} << 24U;  // whole numbers that float32 holds
  if (shape[axis] > most_exact) {
    node.refuse(
        fmt::format("{} places along the axis; up to {} are supported", shape[axis], most_exact));
  }
  Shape result = shape;
  if (node.integer("keepdims", 1) != 0) {
    result[axis] = 1;
  } else {
    result.erase(result.begin() + static_cast<std::ptrdiff_t>(axis));
    if (batch.exists() && node.onnx_axis(attribute, onnx_rank(shape, batch)) < batch.axis) {
      --batch.axis;
    }
  }
  const bool last = node.integer("select_last_index", 0) != 0;
  return std::make_unique<ArgExtremum<Better>>(std::move(result), batch,
                                               AxisVectors(shape, axis, axis + 1), last);
}

}  // namespace

std::span<const OperatorEntry> arg_extrema_operators() {
  static constexpr OperatorEntry entries[] = {
      {.op = "ArgMax",
       .make = make_arg_extrema<std::greater>,
       .batch = BatchRule::anywhere,
       .kinds = KindRule::places},
      {.op = "ArgMin",
       .make = make_arg_extrema<std::less>,
       .batch = BatchRule::anywhere,
       .kinds = KindRule::places},
  };
  return entries;
}

}  // namespace lucarne
