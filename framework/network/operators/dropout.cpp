// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// With the second output, the mask: everything is kept.
class WithMask final : public Operator {
 public:
  WithMask(Shape shape, ElementKind mask) : shape_(std::move(shape)), mask_(mask) {}

  std::vector<Shape> output_shapes() const override { return {shape_, shape_}; }
  ElementKind output_kind(std::size_t output) const override {
    return output == 0 ? ElementKind::floats : mask_;
  }
  void forward(const ForwardStep& step) const override {
    if (step.outputs[0] != nullptr) *step.outputs[0] = *step.inputs[0];
    if (step.outputs[1] != nullptr) step.outputs[1]->ones();
  }
  void reverse(const ReverseStep& step) const override {
    if (step.output_gradients[0] != nullptr) {
      step.input_gradients[0]->add(*step.output_gradients[0]);
    }
  }

 private:
  Shape shape_;
  ElementKind mask_;
};

// A trained network drops nothing: the ratio does not matter.
std::unique_ptr<Operator> make_dropout(NodeReader& node) {
  const std::size_t most = node.opset() < 12 ? 1 : 3;
  if (node.n_inputs() < 1 || node.n_inputs() > most || node.n_outputs() > 2) {
    node.refuse(fmt::format("1 to {} inputs and 1 or 2 outputs wanted, the node has {} and {}",
                            most, node.n_inputs(), node.n_outputs()));
  }
  if (node.opset() < 12) {
    node.real("ratio", 0.5F);
  } else {
    node.integer("seed", 0);
    if (node.has_input(1)) node.float_constant(1, "ratio");
    if (node.has_input(2)) {
      const std::vector<std::int64_t>& mode = node.integer_constant(2, "training_mode").integers;
      if (mode.size() != 1 || mode[0] != 0) {
        node.refuse("it is in training mode; export the network after model.eval()");
      }
    }
  }
  if (node.n_outputs() == 1) return std::make_unique<Reshaping>(node.shape(0), node.place(0));
  return std::make_unique<WithMask>(
      node.shape(0), node.opset() < 10 ? ElementKind::floats : ElementKind::booleans);
}

}  // namespace

OperatorEntry dropout_operator() {
  return {
      .op = "Dropout", .make = make_dropout, .batch = BatchRule::anywhere, .kinds = KindRule::own};
}

}  // namespace lucarne
