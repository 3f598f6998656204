// SPDX-License-Identifier: MIT
#pragma once

#include "network/broadcast.hpp"

#include <memory>

namespace lucarne {

/// An operator of two inputs that works element by element, with broadcasting. `Function` gives
///   static float value(float a, float b)
///   static float slope_a(float a, float b, float y), the derivative with respect to a
///   static float slope_b(float a, float b, float y), the same for b
template <class Function>
class Binary : public Operator {
 public:
  explicit Binary(Operands operands)
      : a_(std::move(operands.operands[0])),
        b_(std::move(operands.operands[1])),
        shape_(std::move(operands.result)),
        runs_(shape_, a_, b_) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  void forward(const ForwardStep& step) const override {
    const float* a = a_.elements(step.inputs[0]);
    const float* b = b_.elements(step.inputs[1]);
    float* y = step.outputs[0]->memptr();
    runs_.for_each(step.outputs[0]->n_cols,
                   [=](const auto& at, arma::uword n, auto stride_a, auto stride_b) {
                     float* out = y + at[0];
                     const float* left = a + at[1];
                     const float* right = b + at[2];
                     for (arma::uword i = 0; i < n; ++i) {
                       out[i] = Function::value(left[i * stride_a()], right[i * stride_b()]);
                     }
                   });
  }

  void reverse(const ReverseStep& step) const override {
    const float* a = a_.elements(step.inputs[0]);
    const float* b = b_.elements(step.inputs[1]);
    const float* y = step.outputs[0]->memptr();
    const float* dy = step.output_gradients[0]->memptr();
    const arma::uword n_items = step.outputs[0]->n_cols;
    const arma::uword n_result = step.outputs[0]->n_rows;
    if (step.input_gradients[0] != nullptr) {
      add_shares(runs_, a_, 1, n_items, n_result, *step.input_gradients[0],
                 [=](const auto& at, arma::uword i, auto stride_a, auto stride_b) {
                   return dy[at[0] + i] * Function::slope_a(a[at[1] + i * stride_a()],
                                                            b[at[2] + i * stride_b()],
                                                            y[at[0] + i]);
                 });
    }
    if (step.input_gradients[1] != nullptr) {
      add_shares(runs_, b_, 2, n_items, n_result, *step.input_gradients[1],
                 [=](const auto& at, arma::uword i, auto stride_a, auto stride_b) {
                   return dy[at[0] + i] * Function::slope_b(a[at[1] + i * stride_a()],
                                                            b[at[2] + i * stride_b()],
                                                            y[at[0] + i]);
                 });
    }
  }

 private:
  Operand a_;
  Operand b_;
  Shape shape_;
  BroadcastRuns runs_;
};

template <class Function>
std::unique_ptr<Operator> make_binary(NodeReader& node) {
  node.require_inputs(2, 2);
  return std::make_unique<Binary<Function>>(Operands(node));
}

}  // namespace lucarne
