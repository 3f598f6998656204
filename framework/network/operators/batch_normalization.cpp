// SPDX-License-Identifier: MIT
#include "network/axis_vectors.hpp"
#include "network/channel_axis.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lucarne {
namespace {

/// (x - mean) scale / sqrt(variance + epsilon) + bias, with constants for each channel, as a
/// trained network is used. source: Ioffe and Szegedy 2015, arXiv:1502.03167
class BatchNormalization final : public Operator {
 public:
  BatchNormalization(Shape shape, std::size_t axis, arma::fvec means, arma::fvec factors,
                     arma::fvec biases)
      : shape_(std::move(shape)),
        channels_(shape_, axis, axis + 1),
        means_(std::move(means)),
        factors_(std::move(factors)),
        biases_(std::move(biases)) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  void forward(const ForwardStep& step) const override {
    const float* x = step.inputs[0]->memptr();
    float* y = step.outputs[0]->memptr();
    for_each_channel(step.inputs[0]->n_cols, [&](arma::uword start, arma::uword channel) {
      const float mean = means_[channel];
      const float factor = factors_[channel];
      const float bias = biases_[channel];
      const float* in = x + start;
      float* out = y + start;
      for (arma::uword i = 0; i < channels_.n_inner; ++i) out[i] = (in[i] - mean) * factor + bias;
    });
  }

  void reverse(const ReverseStep& step) const override {
    const float* dy = step.output_gradients[0]->memptr();
    float* dx = step.input_gradients[0]->cleared().memptr();
    for_each_channel(step.output_gradients[0]->n_cols, [&](arma::uword start, arma::uword channel) {
      const float factor = factors_[channel];
      for (arma::uword i = start; i < start + channels_.n_inner; ++i) {
        dx[i] += factor * dy[i];
      }
    });
  }

 private:
  template <class Function>
  void for_each_channel(arma::uword n_items, const Function& function) const {
    for (arma::uword outer = 0; outer < n_items * channels_.n_outer; ++outer) {
      for (arma::uword channel = 0; channel < channels_.length; ++channel) {
        function((outer * channels_.length + channel) * channels_.n_inner, channel);
      }
    }
  }

  Shape shape_;
  AxisVectors channels_;
  arma::fvec means_;
  arma::fvec factors_;
  arma::fvec biases_;
};

arma::fvec per_channel(const NodeReader& node, std::size_t input, const char* name,
                       arma::uword n_channels) {
  const Constant& constant = node.float_constant(input, name);
  if (constant.shape != Shape{n_channels}) {
    node.refuse(fmt::format("{} has shape {}, one number for each of {} channels is wanted", name,
                            to_string(constant.shape), n_channels));
  }
  return constant.floats;
}

std::unique_ptr<Operator> make_batch_normalization(NodeReader& node) {
  node.require_inputs(5, 5);
  const Shape& shape = node.shape(0);
  const std::size_t axis = channel_axis(node);
  if (node.integer("training_mode", 0) != 0) {
    node.refuse(
        "it is in training mode, where items depend on one another; export the network "
        "after model.eval()");
  }
  if (node.opset() < 9 && node.integer("spatial", 1) != 1) {
    node.refuse("spatial=0, statistics for each place, is not supported");
  }
  node.real("momentum", 0.9F);  // for training only
  const auto epsilon = static_cast<double>(node.real("epsilon", 1e-5F));
  const arma::uword n_channels = shape[axis];
  const arma::fvec scale = per_channel(node, 1, "scale", n_channels);
  const arma::fvec bias = per_channel(node, 2, "B", n_channels);
  const arma::fvec mean = per_channel(node, 3, "mean", n_channels);
  const arma::fvec variance = per_channel(node, 4, "variance", n_channels);
  arma::fvec factors(n_channels);
  for (arma::uword i = 0; i < n_channels; ++i) {
    const double widened = static_cast<double>(variance[i]) + epsilon;
    if (!(widened > 0)) {
      node.refuse(fmt::format("variance {} of channel {} and epsilon {} are not above 0 together",
                              variance[i], i, epsilon));
    }
    factors[i] = static_cast<float>(static_cast<double>(scale[i]) / std::sqrt(widened));
  }
  return std::make_unique<BatchNormalization>(shape, axis, mean, factors, bias);
}

}  // namespace

OperatorEntry batch_normalization_operator() {
  return {
      .op = "BatchNormalization", .make = make_batch_normalization, .batch = BatchRule::anywhere};
}

}  // namespace lucarne
