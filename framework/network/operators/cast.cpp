// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"
#include "network/whole_numbers.hpp"

#include <onnx/onnx_pb.h>

#include <cmath>

namespace lucarne {
namespace {

/// 1 where the number is not 0.
struct ToBoolean {
  static float value(float x) { return x != 0.0F ? 1.0F : 0.0F; }
};

/// Cut off towards zero.
struct ToInteger {
  static float value(float x) { return std::trunc(x); }
};

template <class Function>
class Rounded final : public Operator {
 public:
  Rounded(const NodeReader& node, ElementKind kind)
      : shape_(node.shape(0)), batch_(node.place(0)), kind_(kind), title_(node.title()) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }
  ElementKind output_kind(std::size_t /*output*/) const override { return kind_; }
  bool differentiable() const override { return false; }
  void forward(const ForwardStep& step) const override {
    const float* in = step.inputs[0]->memptr();
    float* out = step.outputs[0]->memptr();
    for (arma::uword i = 0; i < step.inputs[0]->n_elem; ++i) out[i] = Function::value(in[i]);
    require_kind(*step.outputs[0], kind_, title_);
  }
  void reverse(const ReverseStep& /*step*/) const override {}

 private:
  Shape shape_;
  BatchPlace batch_;
  ElementKind kind_;
  std::string title_;
};

/// What depends on the items stays float32 in memory, whole numbers and truth values too.
std::unique_ptr<Operator> make_cast(NodeReader& node) {
  node.require_inputs(1, 1);
  const bool from_floats = node.kind(0) == ElementKind::floats;
  switch (node.integer("to", 0)) {
    case onnx::TensorProto::BOOL:
      return std::make_unique<Rounded<ToBoolean>>(node, ElementKind::booleans);
    case onnx::TensorProto::INT64:
    case onnx::TensorProto::INT32:
      if (from_floats) return std::make_unique<Rounded<ToInteger>>(node, ElementKind::integers);
      return std::make_unique<Reshaping>(node.shape(0), node.place(0), ElementKind::integers);
    case onnx::TensorProto::FLOAT:
    case onnx::TensorProto::DOUBLE:
      return std::make_unique<Reshaping>(node.shape(0), node.place(0));
    default:
      node.refuse(
          "what depends on the items is computed in float32; it cannot be cast to element type " +
          std::to_string(node.integer("to", 0)));
  }
}

}  // namespace

OperatorEntry cast_operator() {
  return {.op = "Cast",
          .since = 6,
          .make = make_cast,
          .batch = BatchRule::anywhere,
          .kinds = KindRule::own};
}

}  // namespace lucarne
