// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"
#include "network/windows/window.hpp"

namespace lucarne {

/// One number for each channel of an item. `Function` gives
///   static float value(const float* x, arma::uword n)
///   static void spread(const float* x, arma::uword n, float y, float dy, float* dx), which adds
template <class Function>
class GlobalPooling final : public Operator {
 public:
  explicit GlobalPooling(const NodeReader& node) {
    node.require_inputs(1, 1);
    const Shape& in = node.shape(0);
    const std::size_t n_spatial = spatial_axes(node, in).size();  // refuses items without channels
    out_ = with_channels(node, in[0], Shape(n_spatial, 1));
    n_pixels_ = n_elements(in) / in[0];
  }

  std::vector<Shape> output_shapes() const override { return {out_}; }

  void forward(const ForwardStep& step) const override {
    arma::fmat& out = *step.outputs[0];
    const float* in = step.inputs[0]->memptr();
    for (arma::uword i = 0; i < out.n_elem; ++i) {
      out(i) = Function::value(in + i * n_pixels_, n_pixels_);
    }
  }

  void reverse(const ReverseStep& step) const override {
    const arma::fmat& y = *step.outputs[0];
    const arma::fmat& dy = *step.output_gradients[0];
    const float* in = step.inputs[0]->memptr();
    float* dx = step.input_gradients[0]->cleared().memptr();
    for (arma::uword i = 0; i < dy.n_elem; ++i) {
      Function::spread(in + i * n_pixels_, n_pixels_, y(i), dy(i), dx + i * n_pixels_);
    }
  }

 private:
  Shape out_;
  arma::uword n_pixels_ = 1;
};

template <class Function>
std::unique_ptr<Operator> make_global_pooling(NodeReader& node) {
  return std::make_unique<GlobalPooling<Function>>(node);
}

}  // namespace lucarne
