// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"
#include "network/windows/convolution_map.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

/// The adjoint of a convolution that takes what comes out here, plus biases.
class ConvTranspose final : public Operator {
 public:
  ConvTranspose(Shape out, ConvolutionShape shape, const Constant& weights, arma::fvec biases)
      : out_(std::move(out)),
        biases_(std::move(biases)),
        convolution_(std::move(shape), weights, {}, Convolution::Use::adjoint) {}

  std::vector<Shape> output_shapes() const override { return {out_}; }

  void forward(const ForwardStep& step) const override {
    StepScratch scratch(step.scratch);
    arma::fmat& out = *step.outputs[0];
    convolution_.adjoint(*step.inputs[0], out, false, scratch.get());
    add_to_channels(biases_, out);
  }

  void reverse(const ReverseStep& step) const override {
    StepScratch scratch(step.scratch);
    GradientSum& sum = *step.input_gradients[0];
    const bool adds = !sum.empty();
    convolution_.forward(*step.output_gradients[0], sum.stored(), adds, scratch.get());
  }
  std::unique_ptr<LinearMap> linear_map(const WeightChange& change,
                                        const arma::fvec& /*biases*/) const override {
    return transposed_convolution_map(convolution_, biases_, change);
  }
  bool holds_constant(std::size_t input) const override { return input == 1; }
  arma::fvec held_elements(std::size_t /*input*/) const override {
    return convolution_.weights().floats;
  }

 private:
  Shape out_;
  arma::fvec biases_;  // empty where there are none
  Convolution convolution_;
};

/// Pads for an output of that size: what is too much is cut off, the odd element by auto_pad.
/// Returns the size with nothing cut off, zeros behind the kernel's reach included.
arma::uword pad_to_output(const NodeReader& node, Window& window, std::size_t axis,
                          arma::uword full, arma::uword wanted, AutoPad auto_pad) {
  if (wanted >= full + window.strides[axis]) {
    node.refuse(fmt::format("an output of {} is wanted along axis {}, the kernel reaches {}",
                            wanted, axis + 1, full));
  }
  const arma::uword total = std::max(full, wanted) - wanted;
  const bool more_at_end = auto_pad == AutoPad::same_upper;
  window.begin[axis] = more_at_end ? total / 2 : total - total / 2;
  window.end[axis] = total - window.begin[axis];
  return std::max(full, wanted);
}

/// Seen from the convolution: its input is the node's output.
Window transposed_window(NodeReader& node, const Shape& sizes, const Shape& kernel) {
  const std::size_t n = sizes.size();
  WindowAttributes read = read_window_attributes(node, n);
  const Shape more = read_sizes(node, "output_padding", n, 0, 0);
  const Shape wanted = node.attribute("output_shape") == nullptr
                           ? Shape()
                           : read_sizes(node, "output_shape", n, 1, 1);
  Window window{.in = {},
                .out = sizes,
                .kernel = kernel,
                .strides = std::move(read.strides),
                .dilations = std::move(read.dilations),
                .begin = std::move(read.begin),
                .end = std::move(read.end)};
  for (std::size_t axis = 0; axis < n; ++axis) {
    if (more[axis] > 0 && more[axis] >= window.strides[axis]) {
      node.refuse(
          fmt::format("output_padding {} along axis {}; less than the stride, {}, is "
                      "supported",
                      more[axis], axis + 1, window.strides[axis]));
    }
    arma::uword full = (sizes[axis] - 1) * window.strides[axis] + more[axis] + window.extent(axis);
    const bool same = read.auto_pad == AutoPad::same_upper || read.auto_pad == AutoPad::same_lower;
    if (!wanted.empty()) {
      full = pad_to_output(node, window, axis, full, wanted[axis], read.auto_pad);
    } else if (same) {
      full = pad_to_output(node, window, axis, full, sizes[axis] * window.strides[axis],
                           read.auto_pad);
    }
    const arma::uword pads = window.begin[axis] + window.end[axis];
    if (pads >= full) {
      node.refuse(
          fmt::format("pads of {} leave nothing of the {} along axis {}", pads, full, axis + 1));
    }
    window.in.push_back(full - pads);
  }
  return window;
}

std::unique_ptr<Operator> make_conv_transpose(NodeReader& node) {
  node.require_inputs(2, 3);
  const Shape& in = node.shape(0);
  const Shape sizes = spatial_axes(node, in);
  const Constant& weights = node.float_constant(1, "W");
  const Shape& w = weights.shape;
  if (w.size() != in.size() + 1 || n_elements(w) == 0 || w[0] != in[0]) {
    node.refuse(
        fmt::format("W has shape {} where {} dimensions are wanted, the first of them the "
                    "items' {} channels and none 0",
                    to_string(w), in.size() + 1, in[0]));
  }
  const Shape kernel(w.begin() + 2, w.end());
  if (node.attribute("kernel_shape") != nullptr &&
      read_sizes(node, "kernel_shape", kernel.size(), 1, 1) != kernel) {
    node.refuse(fmt::format("kernel_shape is not that of W, {}", to_string(kernel)));
  }
  const std::int64_t groups = node.integer("group", 1);
  if (groups < 1 || in[0] % static_cast<arma::uword>(groups) != 0) {
    node.refuse(fmt::format("{} groups do not divide {} channels", groups, in[0]));
  }
  const auto n_groups = static_cast<arma::uword>(groups);
  const arma::uword n_channels = w[1] * n_groups;
  arma::fvec biases;
  if (node.has_input(2)) {
    const Constant& b = node.float_constant(2, "B");
    if (b.shape != Shape{n_channels}) {
      node.refuse(fmt::format("B has shape {} where {} is wanted", to_string(b.shape), n_channels));
    }
    biases = b.floats;
  }
  ConvolutionShape shape{.in_channels = n_channels,
                         .out_channels = in[0],
                         .groups = n_groups,
                         .window = transposed_window(node, sizes, kernel)};
  Shape out = with_channels(node, n_channels, shape.window.in);
  return std::make_unique<ConvTranspose>(std::move(out), std::move(shape), weights,
                                         std::move(biases));
}

}  // namespace

OperatorEntry conv_transpose_operator() {
  return {.op = "ConvTranspose", .make = make_conv_transpose};
}

}  // namespace lucarne
