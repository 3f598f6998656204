// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"
#include "network/windows/pooling_kernel.hpp"

#include <algorithm>
#include <new>

namespace lucarne {
namespace {

/// Mean of each window's elements, summed in double where no kernel of oneDNN does it.
class AveragePool final : public Operator {
 public:
  AveragePool(Shape out, PoolingAxes pooling, bool counts_pads,
              std::unique_ptr<const PoolingKernel> kernel)
      : out_(std::move(out)),
        pooling_(std::move(pooling)),
        counts_pads_(counts_pads),
        kernel_(std::move(kernel)) {}

  std::vector<Shape> output_shapes() const override { return {out_}; }

  void forward(const ForwardStep& step) const override {
    StepScratch scratch(step.scratch);
    if (kernel_ != nullptr) {
      return kernel_->forward(*step.inputs[0], *step.outputs[0], scratch.get());
    }
    const std::span<double> row = row_of(scratch.get());
    const float* in = step.inputs[0]->memptr();
    float* out = step.outputs[0]->memptr();
    const arma::uword n_planes = out_[0] * step.inputs[0]->n_cols;
    for (arma::uword plane = 0; plane < n_planes; ++plane) {
      one_plane(in, out, row);
      in += pooling_.in_plane();
      out += pooling_.out_plane();
    }
  }

  void reverse(const ReverseStep& step) const override {
    StepScratch scratch(step.scratch);
    if (kernel_ != nullptr) {
      GradientSum& sum = *step.input_gradients[0];
      const bool adds = !sum.empty();
      return kernel_->reverse(*step.inputs[0], *step.output_gradients[0], sum.stored(), adds,
                              scratch.get());
    }
    const std::span<double> row = row_of(scratch.get());
    const float* dy = step.output_gradients[0]->memptr();
    float* dx = step.input_gradients[0]->cleared().memptr();
    const arma::uword n_planes = out_[0] * step.inputs[0]->n_cols;
    for (arma::uword plane = 0; plane < n_planes; ++plane) {
      spread_plane(dy, dx, row);
      dx += pooling_.in_plane();
      dy += pooling_.out_plane();
    }
  }

 private:
  std::span<double> row_of(Scratch& scratch) const {
    const arma::uword n = pooling_.axes[2].in;
    return {new (scratch.take(2 * n)) double[n], n};
  }

  arma::uword count(std::size_t axis, arma::uword output) const {
    const PoolingAxis& of = pooling_.axes[axis];
    return counts_pads_ ? of.counted[output] : of.last[output] - of.first[output];
  }

  void one_plane(const float* in, float* out, std::span<double> row) const {
    const PoolingAxis& axis = pooling_.axes[2];
    for_each_output_row(pooling_, [&](arma::uword output, arma::uword slow, arma::uword middle) {
      std::fill(row.begin(), row.end(), 0.0);
      for_each_input_row(pooling_, slow, middle, [&](arma::uword input) {
        const float* from = in + input * axis.in;
        for (arma::uword i = 0; i < axis.in; ++i) row[i] += static_cast<double>(from[i]);
      });
      const arma::uword n_rows = count(0, slow) * count(1, middle);
      float* to = out + output * axis.out;
      for (arma::uword o = 0; o < axis.out; ++o) {
        double sum = 0;
        for (arma::uword k = axis.first[o]; k < axis.last[o]; ++k) sum += row[axis.place(o, k)];
        to[o] = static_cast<float>(sum / static_cast<double>(n_rows * count(2, o)));
      }
    });
  }

  // Every element of a window gets the same share of the window's gradient.
  void spread_plane(const float* dy, float* dx, std::span<double> row) const {
    const PoolingAxis& axis = pooling_.axes[2];
    for_each_output_row(pooling_, [&](arma::uword output, arma::uword slow, arma::uword middle) {
      std::fill(row.begin(), row.end(), 0.0);
      const arma::uword n_rows = count(0, slow) * count(1, middle);
      const float* from = dy + output * axis.out;
      for (arma::uword o = 0; o < axis.out; ++o) {
        const double share =
            static_cast<double>(from[o]) / static_cast<double>(n_rows * count(2, o));
        for (arma::uword k = axis.first[o]; k < axis.last[o]; ++k) row[axis.place(o, k)] += share;
      }
      for_each_input_row(pooling_, slow, middle, [&](arma::uword input) {
        float* to = dx + input * axis.in;
        for (arma::uword i = 0; i < axis.in; ++i) to[i] += static_cast<float>(row[i]);
      });
    });
  }

  Shape out_;
  PoolingAxes pooling_;
  bool counts_pads_;
  std::unique_ptr<const PoolingKernel> kernel_;  // nullptr: none that does it
};

std::unique_ptr<Operator> make_average_pool(NodeReader& node) {
  node.require_inputs(1, 1);
  const Shape& in = node.shape(0);
  const Shape sizes = spatial_axes(node, in);
  if (node.attribute("kernel_shape") == nullptr) node.refuse("attribute 'kernel_shape' is missing");
  const Shape kernel = read_sizes(node, "kernel_shape", sizes.size(), 1, 1);
  const bool counts_pads = node.integer("count_include_pad", 0) != 0;
  const Window window = read_window(node, sizes, kernel, node.integer("ceil_mode", 0) != 0);
  Shape out = with_channels(node, in[0], window.out);
  PoolingAxes pooling = pooling_axes(node, window);
  const auto kind = counts_pads ? PoolingKernel::Kind::mean_with_pads : PoolingKernel::Kind::mean;
  auto compiled = PoolingKernel::make(out[0], window, pooling, kind);
  return std::make_unique<AveragePool>(std::move(out), std::move(pooling), counts_pads,
                                       std::move(compiled));
}

}  // namespace

OperatorEntry average_pool_operator() { return {.op = "AveragePool", .make = make_average_pool}; }

}  // namespace lucarne
