// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// An operator of one input that maps every element by itself. `Function` gives
///   static float value(float x)
///   static float slope(float y), the derivative seen from the value y
template <class Function>
class Elementwise final : public Operator {
 public:
  explicit Elementwise(NodeReader& node) : shape_(node.shape(0)) { node.require_inputs(1, 1); }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  void forward(const ForwardStep& step) const override {
    const float* in = step.inputs[0]->memptr();
    float* out = step.outputs[0]->memptr();
    const arma::uword n = step.inputs[0]->n_elem;
    for (arma::uword i = 0; i < n; ++i) out[i] = Function::value(in[i]);
  }

  void reverse(const ReverseStep& step) const override {
    const float* y = step.outputs[0]->memptr();
    const float* dy = step.output_gradients[0]->memptr();
    step.input_gradients[0]->add_elements(
        [=](arma::uword i) { return dy[i] * Function::slope(y[i]); });
  }

 private:
  Shape shape_;
};

template <class Function>
std::unique_ptr<Operator> make_elementwise(NodeReader& node) {
  return std::make_unique<Elementwise<Function>>(node);
}

}  // namespace lucarne
