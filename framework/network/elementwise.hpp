// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <type_traits>

namespace lucarne {

/// An operator that maps every element by itself. `Function` is made from nothing, or from the
/// NodeReader where it has parameters, and gives
///   float value(float x)
///   float slope(float x, float y), the derivative at x, where the value is y
template <class Function>
class Elementwise final : public Operator {
 public:
  Elementwise(Function function, Shape shape) : function_(function), shape_(std::move(shape)) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  void forward(const ForwardStep& step) const override {
    const Function function = function_;
    const float* in = step.inputs[0]->memptr();
    float* out = step.outputs[0]->memptr();
    const arma::uword n = step.inputs[0]->n_elem;
    for (arma::uword i = 0; i < n; ++i) out[i] = function.value(in[i]);
  }

  void reverse(const ReverseStep& step) const override {
    const Function function = function_;
    const float* x = step.inputs[0]->memptr();
    const float* y = step.outputs[0]->memptr();
    const float* dy = step.output_gradients[0]->memptr();
    step.input_gradients[0]->add_elements(
        [=](arma::uword i) { return dy[i] * function.slope(x[i], y[i]); });
  }

 private:
  Function function_;
  Shape shape_;
};

template <class Function>
std::unique_ptr<Operator> make_elementwise(NodeReader& node) {
  if constexpr (std::is_constructible_v<Function, NodeReader&>) {
    const Function function(node);
    return std::make_unique<Elementwise<Function>>(function, node.shape(0));
  } else {
    node.require_inputs(1, 1);
    return std::make_unique<Elementwise<Function>>(Function{}, node.shape(0));
  }
}

}  // namespace lucarne
