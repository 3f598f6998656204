// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"

#include <onnx/onnx_pb.h>

namespace lucarne {
namespace {

/// 1 where the number is not 0.
class ToBoolean final : public Operator {
 public:
  ToBoolean(Shape shape, const BatchPlace& batch) : shape_(std::move(shape)), batch_(batch) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }
  bool differentiable() const override { return false; }
  void forward(const ForwardStep& step) const override {
    const float* in = step.inputs[0]->memptr();
    float* out = step.outputs[0]->memptr();
    for (arma::uword i = 0; i < step.inputs[0]->n_elem; ++i) out[i] = in[i] != 0.0F ? 1.0F : 0.0F;
  }
  void reverse(const ReverseStep& /*step*/) const override {}

 private:
  Shape shape_;
  BatchPlace batch_;
};

/// What depends on the items stays float32, truth values as 0 and 1; constants are cast where they
/// are folded.
std::unique_ptr<Operator> make(NodeReader& node) {
  node.require_inputs(1, 1);
  const std::int64_t to = node.integer("to", 0);
  if (to == onnx::TensorProto::BOOL) {
    return std::make_unique<ToBoolean>(node.shape(0), node.place(0));
  }
  if (to != onnx::TensorProto::FLOAT && to != onnx::TensorProto::DOUBLE) {
    node.refuse(
        "numbers that depend on the items are computed in float32; they cannot be cast to element "
        "type " +
        std::to_string(to));
  }
  return std::make_unique<Reshaping>(node.shape(0), node.place(0));
}

}  // namespace

OperatorEntry cast_operator() {
  return {.op = "Cast", .since = 6, .make = make, .batch = BatchRule::anywhere};
}

}  // namespace lucarne
