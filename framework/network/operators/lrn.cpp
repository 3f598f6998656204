// SPDX-License-Identifier: MIT
#include "network/axis_vectors.hpp"
#include "network/channel_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

/// Local response normalisation: each element over a power of the squares of its neighbours in the
/// next channels. source: Krizhevsky, Sutskever, Hinton 2012, section 3.3; here as ONNX has it,
/// with alpha divided by the number of neighbours
class LocalResponse final : public Operator {
 public:
  struct Parameters {
    arma::uword size;
    double alpha;
    double beta;
    double bias;
  };

  LocalResponse(Shape shape, std::size_t axis, Parameters parameters)
      : shape_(std::move(shape)),
        p_(parameters),
        vectors_(shape_, axis, axis + 1),
        n_channels_(vectors_.length),
        n_inner_(vectors_.n_inner) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  void forward(const ForwardStep& step) const override {
    const arma::fmat& in = *step.inputs[0];
    float* y = step.outputs[0]->memptr();
    vectors_.for_each(in.n_cols, [&](arma::uword start, arma::uword) {
      const float* x = in.memptr() + start;
      for (arma::uword c = 0; c < n_channels_; ++c) {
        y[start + c * n_inner_] =
            static_cast<float>(element(x, c) * std::pow(base(x, c), -p_.beta));
      }
    });
  }

  // dx_c = dy_c base_c^-beta - 2 alpha beta / size x_c times the sum, over the channels d to which
  // c is a neighbour, of dy_d x_d base_d^(-beta - 1)
  void reverse(const ReverseStep& step) const override {
    const arma::fmat& in = *step.inputs[0];
    float* dx = step.input_gradients[0]->cleared().memptr();
    std::vector<double> direct(n_channels_);
    std::vector<double> across(n_channels_);
    vectors_.for_each(in.n_cols, [&](arma::uword start, arma::uword) {
      const float* x = in.memptr() + start;
      const float* dy = step.output_gradients[0]->memptr() + start;
      for (arma::uword c = 0; c < n_channels_; ++c) {
        const double sum = base(x, c);
        direct[c] = element(dy, c) * std::pow(sum, -p_.beta);
        across[c] = direct[c] * element(x, c) / sum;
      }
      const double factor = 2 * p_.alpha * p_.beta / static_cast<double>(p_.size);
      for (arma::uword c = 0; c < n_channels_; ++c) {
        double sum = 0;
        // The window the other way round: below and above change places.
        for (arma::uword d = c - std::min(c, above()); d <= last(c, below()); ++d) sum += across[d];
        dx[start + c * n_inner_] += static_cast<float>(direct[c] - factor * element(x, c) * sum);
      }
    });
  }

 private:
  arma::uword below() const { return (p_.size - 1) / 2; }
  arma::uword above() const { return p_.size - 1 - below(); }
  arma::uword last(arma::uword channel, arma::uword reach) const {
    return std::min(n_channels_ - 1 - channel, reach) + channel;
  }
  double element(const float* vector, arma::uword channel) const {
    return static_cast<double>(vector[channel * n_inner_]);
  }
  double base(const float* x, arma::uword channel) const {
    double squares = 0;
    for (arma::uword c = channel - std::min(channel, below()); c <= last(channel, above()); ++c) {
      squares += element(x, c) * element(x, c);
    }
    return p_.bias + p_.alpha / static_cast<double>(p_.size) * squares;
  }

  Shape shape_;
  Parameters p_;
  AxisVectors vectors_;
  arma::uword n_channels_;
  arma::uword n_inner_;
};

std::unique_ptr<Operator> make_lrn(NodeReader& node) {
  node.require_inputs(1, 1);
  const Shape& shape = node.shape(0);
  const std::size_t axis = channel_axis(node);
  const std::int64_t size = node.integer("size", 0);
  if (size < 1) node.refuse(fmt::format("size is {}; at least 1 is wanted", size));
  const LocalResponse::Parameters parameters{
      .size = static_cast<arma::uword>(size),
      .alpha = static_cast<double>(node.real("alpha", 1e-4F)),
      .beta = static_cast<double>(node.real("beta", 0.75F)),
      .bias = static_cast<double>(node.real("bias", 1.0F))};
  if (!(parameters.bias > 0 && parameters.alpha >= 0)) {
    node.refuse(
        fmt::format("bias {} and alpha {}: a bias above 0 and an alpha from 0 on are wanted",
                    parameters.bias, parameters.alpha));
  }
  return std::make_unique<LocalResponse>(shape, axis, parameters);
}

}  // namespace

OperatorEntry lrn_operator() {
  return {.op = "LRN", .make = make_lrn, .batch = BatchRule::anywhere};
}

}  // namespace lucarne
