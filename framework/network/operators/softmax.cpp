// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"

#include <cmath>

namespace lucarne {
namespace {

/// exp(x) / sum of exp(x) over one axis. One item is `n_outer` x `length` x `n_inner` elements.
class Softmax final : public Operator {
 public:
  Softmax(Shape shape, arma::uword n_outer, arma::uword length)
      : shape_(std::move(shape)),
        n_outer_(n_outer),
        length_(length),
        n_inner_(n_elements(shape_) / (n_outer * length)) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  bool makes_probabilities() const override { return n_outer_ == 1 && n_inner_ == 1; }

  void forward(const ForwardStep& step) const override {
    const arma::uword n_groups = n_outer_ * step.inputs[0]->n_cols;
    for_each_vector(n_groups, [&](arma::uword start) {
      one_vector(step.inputs[0]->memptr() + start, step.outputs[0]->memptr() + start);
    });
  }

  // d x_i = y_i (d y_i - sum over k of d y_k y_k)
  void reverse(const ReverseStep& step) const override {
    const float* y = step.outputs[0]->memptr();
    const float* dy = step.output_gradients[0]->memptr();
    float* dx = step.input_gradients[0]->cleared().memptr();
    for_each_vector(n_outer_ * step.outputs[0]->n_cols, [&](arma::uword start) {
      double sum = 0;
      for (arma::uword k = 0; k < length_; ++k) {
        const arma::uword at = start + k * n_inner_;
        sum += static_cast<double>(dy[at]) * static_cast<double>(y[at]);
      }
      for (arma::uword k = 0; k < length_; ++k) {
        const arma::uword at = start + k * n_inner_;
        dx[at] +=
            static_cast<float>(static_cast<double>(y[at]) * (static_cast<double>(dy[at]) - sum));
      }
    });
  }

 private:
  template <class Function>
  void for_each_vector(arma::uword n_groups, const Function& function) const {
    for (arma::uword group = 0; group < n_groups; ++group) {
      for (arma::uword inner = 0; inner < n_inner_; ++inner) {
        function(group * length_ * n_inner_ + inner);
      }
    }
  }

  // The largest input is taken off first, so that nothing overflows.
  void one_vector(const float* in, float* out) const {
    float largest = in[0];
    for (arma::uword k = 1; k < length_; ++k) largest = std::max(largest, in[k * n_inner_]);
    double sum = 0;
    for (arma::uword k = 0; k < length_; ++k) {
      const float power = std::exp(in[k * n_inner_] - largest);
      out[k * n_inner_] = power;
      sum += static_cast<double>(power);
    }
    const auto inverse = static_cast<float>(1.0 / sum);
    for (arma::uword k = 0; k < length_; ++k) out[k * n_inner_] *= inverse;
  }

  Shape shape_;
  arma::uword n_outer_;
  arma::uword length_;
  arma::uword n_inner_;
};

std::unique_ptr<Operator> make(NodeReader& node) {
  node.require_inputs(1, 1);
  const Shape& shape = node.shape(0);
  // Up to opset 12 all dimensions from the axis on are one vector, and the axis is 1 by default;
  // since opset 13 only the axis itself is, by default the last.
  const bool flattens = node.opset() < 13;
  const std::size_t axis = node.item_axis(node.integer("axis", flattens ? 1 : -1), shape);
  if (const BatchPlace& batch = node.place(0);
      flattens && batch.exists() && (batch.merged ? axis <= batch.axis : axis < batch.axis)) {
    node.refuse("the batch is among the dimensions from its axis on: the items would be mixed");
  }
  const auto split = shape.begin() + static_cast<std::ptrdiff_t>(axis);
  const arma::uword n_outer = n_elements(Shape(shape.begin(), split));
  const arma::uword length = flattens ? n_elements(Shape(split, shape.end())) : shape[axis];
  return std::make_unique<Softmax>(shape, n_outer, length);
}

}  // namespace

OperatorEntry softmax_operator() {
  return {.op = "Softmax", .make = make, .batch = BatchRule::anywhere};
}

}  // namespace lucarne
