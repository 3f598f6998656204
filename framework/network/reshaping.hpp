// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// An operator whose output is its first input's elements in the same order, in another shape.
class Reshaping final : public Operator {
 public:
  /// The batch stays where it is.
  explicit Reshaping(Shape output) : output_(std::move(output)) {}
  Reshaping(Shape output, const BatchPlace& batch, ElementKind kind = ElementKind::floats)
      : output_(std::move(output)), batches_{batch}, kind_(kind) {}

  std::vector<Shape> output_shapes() const override { return {output_}; }
  std::vector<BatchPlace> batch_places() const override { return batches_; }
  ElementKind output_kind(std::size_t /*output*/) const override { return kind_; }
  bool keeps_elements() const override { return true; }
  void forward(const ForwardStep& step) const override { *step.outputs[0] = *step.inputs[0]; }
  void reverse(const ReverseStep& step) const override {
    step.input_gradients[0]->add(*step.output_gradients[0]);
  }

 private:
  Shape output_;
  std::vector<BatchPlace> batches_;
  ElementKind kind_ = ElementKind::floats;
};

/// The node's first input in another shape. `wanted` are all sizes as ONNX sees them, among them at
/// most one -1, which is filled in. Where the batch is among the sizes is found from its place in
/// the elements' order, which a Reshape keeps.
/// throws: Error, by the node, where the sizes do not hold the elements, or tear the batch apart
std::unique_ptr<Operator> reshaping(const NodeReader& node, Constant wanted);

}  // namespace lucarne
