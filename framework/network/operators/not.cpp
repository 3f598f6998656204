// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"

namespace lucarne {
namespace {

/// Truth values are floats here: 1 where the input is 0, else 0.
class Not final : public Operator {
 public:
  explicit Not(NodeReader& node) : shape_(node.shape(0)) { node.require_inputs(1, 1); }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  bool differentiable() const override { return false; }
  void forward(const ForwardStep& step) const override {
    const float* in = step.inputs[0]->memptr();
    float* out = step.outputs[0]->memptr();
    for (arma::uword i = 0; i < step.inputs[0]->n_elem; ++i) out[i] = in[i] == 0.0F ? 1.0F : 0.0F;
  }
  void reverse(const ReverseStep& /*step*/) const override {}

 private:
  Shape shape_;
};

std::unique_ptr<Operator> make_not(NodeReader& node) { return std::make_unique<Not>(node); }

}  // namespace

OperatorEntry not_operator() {
  return {.op = "Not", .make = make_not, .batch = BatchRule::broadcast, .kinds = KindRule::truths};
}

}  // namespace lucarne
