// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// An operator whose output is its first input's elements in the same order, in another shape.
class Reshaping final : public Operator {
 public:
  explicit Reshaping(Shape output) : output_(std::move(output)) {}

  std::vector<Shape> output_shapes() const override { return {output_}; }
  bool keeps_elements() const override { return true; }
  void forward(const ForwardStep& step) const override { *step.outputs[0] = *step.inputs[0]; }
  void reverse(const ReverseStep& step) const override {
    step.input_gradients[0]->add(*step.output_gradients[0]);
  }

 private:
  Shape output_;
};

}  // namespace lucarne
