// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"
#include "network/vectorised.hpp"

namespace lucarne {
namespace {

// In this order a NaN passes through instead of becoming zero.
LUCARNE_VECTORISED
void rectify(const float* __restrict in, arma::uword n, float* __restrict out) {
  for (arma::uword i = 0; i < n; ++i) out[i] = in[i] < 0.0F ? 0.0F : in[i];
}

// The derivative at 0 is taken as 0, as every framework does.
LUCARNE_VECTORISED
void pass_positive(const float* __restrict out, const float* __restrict dy, arma::uword n,
                   float* __restrict dx) {
  for (arma::uword i = 0; i < n; ++i) {
    const float slope = out[i] > 0.0F ? 1.0F : 0.0F;
    dx[i] = dy[i] * slope;
  }
}

LUCARNE_VECTORISED
void add_positive(const float* __restrict out, const float* __restrict dy, arma::uword n,
                  float* __restrict dx) {
  for (arma::uword i = 0; i < n; ++i) {
    const float slope = out[i] > 0.0F ? 1.0F : 0.0F;
    dx[i] += dy[i] * slope;
  }
}

/// An Elementwise of its own: no other activation is as frequent, and it costs nothing but memory.
class Relu final : public Operator {
 public:
  explicit Relu(Shape shape) : shape_(std::move(shape)) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  void forward(const ForwardStep& step) const override {
    rectify(step.inputs[0]->memptr(), step.inputs[0]->n_elem, step.outputs[0]->memptr());
  }
  void reverse(const ReverseStep& step) const override {
    GradientSum& sum = *step.input_gradients[0];
    const auto add = sum.empty() ? pass_positive : add_positive;
    const arma::fmat& out = *step.outputs[0];
    add(out.memptr(), step.output_gradients[0]->memptr(), out.n_elem, sum.stored().memptr());
  }

 private:
  Shape shape_;
};

std::unique_ptr<Operator> make_relu(NodeReader& node) {
  node.require_inputs(1, 1);
  return std::make_unique<Relu>(node.shape(0));
}

}  // namespace

OperatorEntry relu_operator() {
  return {.op = "Relu", .activation = true, .make = make_relu, .batch = BatchRule::broadcast};
}

}  // namespace lucarne
