// SPDX-License-Identifier: MIT
#include "network/windows/convolution_map.hpp"

namespace lucarne {
namespace {

Constant changed_kernels(const Constant& weights, const WeightChange& change) {
  Constant changed = weights;
  for (float& one : changed.floats) one = change.weight(one);
  return changed;
}

arma::fvec changed_biases(const arma::fvec& biases, const WeightChange& change) {
  if (!change.bias) return {};
  arma::fvec changed = biases;
  for (float& one : changed) one = change.bias(one);
  return changed;
}

class ConvolutionMap final : public LinearMap {
 public:
  ConvolutionMap(const ConvolutionShape& shape, const Constant& weights, const arma::fvec& biases)
      : in_(shape.in_channels * n_elements(shape.window.in)),
        out_(shape.out_channels * n_elements(shape.window.out)),
        convolution_(shape, weights, biases) {}

  void forward(const arma::fmat& in, arma::fmat& out) const override {
    Scratch scratch;
    out.set_size(out_, in.n_cols);
    convolution_.forward(in, out, false, scratch);
  }
  void reverse(const arma::fmat& out_like, arma::fmat& in_like) const override {
    Scratch scratch;
    in_like.set_size(in_, out_like.n_cols);
    convolution_.adjoint(out_like, in_like, false, scratch);
  }

 private:
  arma::uword in_;
  arma::uword out_;
  Convolution convolution_;
};

class TransposedConvolutionMap final : public LinearMap {
 public:
  TransposedConvolutionMap(const ConvolutionShape& shape, const Constant& weights,
                           arma::fvec biases)
      : adjoint_(shape, weights, {}), biases_(std::move(biases)) {}

  void forward(const arma::fmat& in, arma::fmat& out) const override {
    adjoint_.reverse(in, out);
    add_to_channels(biases_, out);
  }
  void reverse(const arma::fmat& out_like, arma::fmat& in_like) const override {
    adjoint_.forward(out_like, in_like);
  }

 private:
  ConvolutionMap adjoint_;
  arma::fvec biases_;
};

}  // namespace

std::unique_ptr<LinearMap> convolution_map(const Convolution& convolution,
                                           const WeightChange& change) {
  return std::make_unique<ConvolutionMap>(convolution.shape(),
                                          changed_kernels(convolution.weights(), change),
                                          changed_biases(convolution.biases(), change));
}

std::unique_ptr<LinearMap> transposed_convolution_map(const Convolution& convolution,
                                                      const arma::fvec& biases,
                                                      const WeightChange& change) {
  return std::make_unique<TransposedConvolutionMap>(convolution.shape(),
                                                    changed_kernels(convolution.weights(), change),
                                                    changed_biases(biases, change));
}

void add_to_channels(const arma::fvec& biases, arma::fmat& tensor) {
  if (biases.is_empty()) return;
  const arma::uword n_pixels = tensor.n_rows / biases.n_elem;
  float* pixel = tensor.memptr();
  for (arma::uword item = 0; item < tensor.n_cols; ++item) {
    for (const float bias : biases) {
      for (arma::uword i = 0; i < n_pixels; ++i) *pixel++ += bias;
    }
  }
}

}  // namespace lucarne
