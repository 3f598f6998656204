// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"
#include "network/softmax_vectors.hpp"

#include <cmath>

namespace lucarne {
namespace {

/// exp(x) / sum of exp(x) over one axis.
class Softmax final : public Operator {
 public:
  Softmax(Shape shape, AxisVectors vectors) : shape_(std::move(shape)), vectors_(vectors) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  bool makes_probabilities() const override {
    return vectors_.n_outer == 1 && vectors_.n_inner == 1;
  }
  NodeView::Vectors vectors() const override {
    return {vectors_.n_outer, vectors_.length, vectors_.n_inner};
  }

  void forward(const ForwardStep& step) const override {
    vectors_.for_each(step.inputs[0]->n_cols, [&](arma::uword start, arma::uword) {
      one_vector(step.inputs[0]->memptr() + start, step.outputs[0]->memptr() + start);
    });
  }

  // d x_i = y_i (d y_i - sum over k of d y_k y_k)
  void reverse(const ReverseStep& step) const override {
    const float* y = step.outputs[0]->memptr();
    const float* dy = step.output_gradients[0]->memptr();
    float* dx = step.input_gradients[0]->cleared().memptr();
    vectors_.for_each(step.outputs[0]->n_cols, [&](arma::uword start, arma::uword) {
      double sum = 0;
      for (arma::uword k = 0; k < vectors_.length; ++k) {
        const arma::uword at = start + k * vectors_.n_inner;
        sum += static_cast<double>(dy[at]) * static_cast<double>(y[at]);
      }
      for (arma::uword k = 0; k < vectors_.length; ++k) {
        const arma::uword at = start + k * vectors_.n_inner;
        dx[at] +=
            static_cast<float>(static_cast<double>(y[at]) * (static_cast<double>(dy[at]) - sum));
      }
    });
  }

 private:
  // The largest input is taken off first, so that nothing overflows.
  void one_vector(const float* in, float* out) const {
    float largest = in[0];
    for (arma::uword k = 1; k < vectors_.length; ++k)
      largest = std::max(largest, in[k * vectors_.n_inner]);
    double sum = 0;
    for (arma::uword k = 0; k < vectors_.length; ++k) {
      const float power = std::exp(in[k * vectors_.n_inner] - largest);
      out[k * vectors_.n_inner] = power;
      sum += static_cast<double>(power);
    }
    const auto inverse = static_cast<float>(1.0 / sum);
    for (arma::uword k = 0; k < vectors_.length; ++k) out[k * vectors_.n_inner] *= inverse;
  }

  Shape shape_;
  AxisVectors vectors_;
};

std::unique_ptr<Operator> make_softmax(NodeReader& node) {
  const AxisVectors vectors = softmax_vectors(node);
  return std::make_unique<Softmax>(node.shape(0), vectors);
}

}  // namespace

OperatorEntry softmax_operator() {
  return {.op = "Softmax", .make = make_softmax, .batch = BatchRule::anywhere};
}

}  // namespace lucarne
