// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"
#include "network/windows/convolution_map.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// Convolution with constant kernels. It has no weights() in the sense of Operator: those are one
/// column for each element of the output, where kernels are shared among them.
class Conv final : public Operator {
 public:
  Conv(Shape out, ConvolutionShape shape, const Constant& weights, const arma::fvec& biases)
      : out_(std::move(out)), convolution_(std::move(shape), weights, biases) {}

  std::vector<Shape> output_shapes() const override { return {out_}; }
  void forward(const ForwardStep& step) const override {
    StepScratch scratch(step.scratch);
    convolution_.forward(*step.inputs[0], *step.outputs[0], false, scratch.get());
  }
  void reverse(const ReverseStep& step) const override {
    StepScratch scratch(step.scratch);
    GradientSum& sum = *step.input_gradients[0];
    const bool adds = !sum.empty();
    convolution_.adjoint(*step.output_gradients[0], sum.stored(), adds, scratch.get());
  }
  std::unique_ptr<LinearMap> linear_map(const WeightChange& change,
                                        const arma::fvec& /*biases*/) const override {
    return convolution_map(convolution_, change);
  }
  const Convolution* convolution() const override { return &convolution_; }
  bool holds_constant(std::size_t input) const override { return input == 1; }
  arma::fvec held_elements(std::size_t /*input*/) const override {
    return convolution_.weights().floats;
  }

 private:
  Shape out_;
  Convolution convolution_;
};

std::unique_ptr<Operator> make_conv(NodeReader& node) {
  node.require_inputs(2, 3);
  const Shape& in = node.shape(0);
  const Shape sizes = spatial_axes(node, in);
  const Constant& weights = node.float_constant(1, "W");
  const Shape& w = weights.shape;
  if (w.size() != in.size() + 1 || n_elements(w) == 0) {
    node.refuse(fmt::format("W has shape {} where {} dimensions are wanted, none of them 0",
                            to_string(w), in.size() + 1));
  }
  const std::int64_t groups = node.integer("group", 1);
  if (groups < 1 || in[0] % static_cast<arma::uword>(groups) != 0 ||
      w[0] % static_cast<arma::uword>(groups) != 0) {
    node.refuse(fmt::format("{} groups do not divide {} channels into {}", groups, in[0], w[0]));
  }
  const auto n_groups = static_cast<arma::uword>(groups);
  if (w[1] != in[0] / n_groups) {
    node.refuse(fmt::format("W of shape {} takes {} channels in {} groups, the items have {}",
                            to_string(w), w[1] * n_groups, groups, in[0]));
  }
  const Shape kernel(w.begin() + 2, w.end());
  if (node.attribute("kernel_shape") != nullptr &&
      read_sizes(node, "kernel_shape", kernel.size(), 1, 1) != kernel) {
    node.refuse(fmt::format("kernel_shape is not that of W, {}", to_string(kernel)));
  }
  arma::fvec biases;
  if (node.has_input(2)) {
    const Constant& b = node.float_constant(2, "B");
    if (b.shape != Shape{w[0]}) {
      node.refuse(fmt::format("B has shape {} where {} is wanted", to_string(b.shape), w[0]));
    }
    biases = b.floats;
  }
  ConvolutionShape shape{.in_channels = in[0],
                         .out_channels = w[0],
                         .groups = n_groups,
                         .window = read_window(node, sizes, kernel)};
  Shape out = with_channels(node, w[0], shape.window.out);
  return std::make_unique<Conv>(std::move(out), std::move(shape), weights, biases);
}

}  // namespace

OperatorEntry conv_operator() { return {.op = "Conv", .make = make_conv}; }

}  // namespace lucarne
