// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"
#include "network/softmax_vectors.hpp"

#include <cmath>

namespace lucarne {
namespace {

/// x - log(sum of exp(x)) over one axis; the largest input is taken off first, so that nothing
/// overflows.
class LogSoftmax final : public Operator {
 public:
  LogSoftmax(Shape shape, AxisVectors vectors) : shape_(std::move(shape)), vectors_(vectors) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  NodeView::Vectors vectors() const override {
    return {vectors_.n_outer, vectors_.length, vectors_.n_inner};
  }

  void forward(const ForwardStep& step) const override {
    const float* x = step.inputs[0]->memptr();
    float* y = step.outputs[0]->memptr();
    vectors_.for_each(step.inputs[0]->n_cols, [&](arma::uword start, arma::uword) {
      const auto element = [&](arma::uword k) { return x[start + k * vectors_.n_inner]; };
      float largest = element(0);
      for (arma::uword k = 1; k < vectors_.length; ++k) largest = std::max(largest, element(k));
      double sum = 0;
      for (arma::uword k = 0; k < vectors_.length; ++k) {
        sum += static_cast<double>(std::exp(element(k) - largest));
      }
      // Taken off one after the other: largest + log(sum) would round the small logarithm away.
      const auto logarithm = static_cast<float>(std::log(sum));
      for (arma::uword k = 0; k < vectors_.length; ++k) {
        y[start + k * vectors_.n_inner] = (element(k) - largest) - logarithm;
      }
    });
  }

  // d x_i = d y_i - exp(y_i) times the sum of all d y
  void reverse(const ReverseStep& step) const override {
    const float* y = step.outputs[0]->memptr();
    const float* dy = step.output_gradients[0]->memptr();
    float* dx = step.input_gradients[0]->cleared().memptr();
    vectors_.for_each(step.outputs[0]->n_cols, [&](arma::uword start, arma::uword) {
      double sum = 0;
      for (arma::uword k = 0; k < vectors_.length; ++k) {
        sum += static_cast<double>(dy[start + k * vectors_.n_inner]);
      }
      for (arma::uword k = 0; k < vectors_.length; ++k) {
        const arma::uword at = start + k * vectors_.n_inner;
        dx[at] += static_cast<float>(static_cast<double>(dy[at]) -
                                     static_cast<double>(std::exp(y[at])) * sum);
      }
    });
  }

 private:
  Shape shape_;
  AxisVectors vectors_;
};

std::unique_ptr<Operator> make_log_softmax(NodeReader& node) {
  const AxisVectors vectors = softmax_vectors(node);
  return std::make_unique<LogSoftmax>(node.shape(0), vectors);
}

}  // namespace

OperatorEntry log_softmax_operator() {
  return {.op = "LogSoftmax", .make = make_log_softmax, .batch = BatchRule::anywhere};
}

}  // namespace lucarne
