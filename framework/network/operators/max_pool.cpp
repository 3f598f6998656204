// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"
#include "network/windows/max_of_quads.hpp"
#include "network/windows/pooling_kernel.hpp"

namespace lucarne {
namespace {

/// A NaN counts as largest, so that it is seen.
float larger(float a, float b) { return a >= b || a != a ? a : b; }

/// Largest element of each window: over the rows of a window first, whose loop has vectors to work
/// with, then along the row that comes out.
class MaxPool final : public Operator {
 public:
  MaxPool(Shape out, PoolingAxes pooling, bool of_quads,
          std::unique_ptr<const PoolingKernel> kernel)
      : out_(std::move(out)),
        pooling_(std::move(pooling)),
        of_quads_(of_quads),
        kernel_(std::move(kernel)) {}

  std::vector<Shape> output_shapes() const override { return {out_}; }

  void forward(const ForwardStep& step) const override {
    if (of_quads_) {
      return max_of_quads(quads(*step.inputs[0]), step.inputs[0]->memptr(),
                          step.outputs[0]->memptr());
    }
    StepScratch scratch(step.scratch);
    if (kernel_takes(*step.inputs[0])) {
      return kernel_->forward(*step.inputs[0], *step.outputs[0], scratch.get());
    }
    float* row = scratch.get().take(pooling_.axes[2].in);
    const float* in = step.inputs[0]->memptr();
    float* out = step.outputs[0]->memptr();
    const arma::uword n_planes = out_[0] * step.inputs[0]->n_cols;
    for (arma::uword plane = 0; plane < n_planes; ++plane) {
      one_plane(in, out, row);
      in += pooling_.in_plane();
      out += pooling_.out_plane();
    }
  }

  bool pools_quads() const override { return of_quads_; }

  // To the first of equal elements, as PyTorch does.
  void reverse(const ReverseStep& step) const override {
    const float* in = step.inputs[0]->memptr();
    const float* out = step.outputs[0]->memptr();
    const float* dy = step.output_gradients[0]->memptr();
    if (of_quads_) {
      GradientSum& sum = *step.input_gradients[0];
      const bool adds = !sum.empty();
      return max_of_quads_adjoint(quads(*step.inputs[0]), in, out, dy, sum.stored().memptr(), adds,
                                  step.through_relu);
    }
    if (kernel_takes(*step.inputs[0])) {
      StepScratch scratch(step.scratch);
      GradientSum& sum = *step.input_gradients[0];
      const bool adds = !sum.empty();
      return kernel_->reverse(*step.inputs[0], *step.output_gradients[0], sum.stored(), adds,
                              scratch.get());
    }
    float* dx = step.input_gradients[0]->cleared().memptr();
    const arma::uword n_planes = out_[0] * step.inputs[0]->n_cols;
    for (arma::uword plane = 0; plane < n_planes; ++plane) {
      for_each_output_row(pooling_, [&](arma::uword row, arma::uword slow, arma::uword middle) {
        for (arma::uword o = 0; o < pooling_.axes[2].out; ++o) {
          const arma::uword at = row * pooling_.axes[2].out + o;
          dx[first_maximum(in, out[at], slow, middle, o)] += dy[at];
        }
      });
      in += pooling_.in_plane();
      dx += pooling_.in_plane();
      out += pooling_.out_plane();
      dy += pooling_.out_plane();
    }
  }

 private:
  bool kernel_takes(const arma::fmat& in) const {
    return kernel_ != nullptr && all_finite(in.memptr(), in.n_elem);
  }

  QuadPlanes quads(const arma::fmat& in) const {
    return {out_[0] * in.n_cols, pooling_.axes[1].in, pooling_.axes[2].in};
  }

  void one_plane(const float* in, float* out, float* row) const {
    const PoolingAxis& axis = pooling_.axes[2];
    for_each_output_row(pooling_, [&](arma::uword output, arma::uword slow, arma::uword middle) {
      bool empty = true;
      for_each_input_row(pooling_, slow, middle, [&](arma::uword input) {
        const float* from = in + input * axis.in;
        if (empty) {
          for (arma::uword i = 0; i < axis.in; ++i) row[i] = from[i];
        } else {
          for (arma::uword i = 0; i < axis.in; ++i) row[i] = larger(row[i], from[i]);
        }
        empty = false;
      });
      float* to = out + output * axis.out;
      for (arma::uword o = 0; o < axis.out; ++o) to[o] = row[axis.place(o, axis.first[o])];
      for (arma::uword k = 1; k < pooling_.kernel_width; ++k) {
        const OutputRange range = outputs_with(axis, k);
        for (arma::uword o = range.begin; o < range.end; ++o) {
          to[o] = larger(to[o], row[axis.place(o, k)]);
        }
      }
    });
  }

  arma::uword first_maximum(const float* in, float largest, arma::uword slow, arma::uword middle,
                            arma::uword o) const {
    const PoolingAxis& axis = pooling_.axes[2];
    arma::uword found = pooling_.in_plane();
    for_each_input_row(pooling_, slow, middle, [&](arma::uword row) {
      for (arma::uword k = axis.first[o]; k < axis.last[o]; ++k) {
        const arma::uword at = row * axis.in + axis.place(o, k);
        const bool equal = in[at] == largest || (in[at] != in[at] && largest != largest);
        if (equal && found == pooling_.in_plane()) found = at;
      }
    });
    return found;
  }

  Shape out_;
  PoolingAxes pooling_;
  bool of_quads_;                                // as max_of_quads
  std::unique_ptr<const PoolingKernel> kernel_;  // nullptr: none that does it
};

bool has_quads(const Window& window) {
  const Shape twos{2, 2};
  const Shape none{0, 0};
  return window.kernel == twos && window.strides == twos && window.dilations == Shape{1, 1} &&
         window.begin == none && window.out == Shape{window.in[0] / 2, window.in[1] / 2};
}

std::unique_ptr<Operator> make_max_pool(NodeReader& node) {
  if (node.n_outputs() > 1) {
    node.refuse("the output of indices is not supported; export the network without it");
  }
  node.require_inputs(1, 1);
  const Shape& in = node.shape(0);
  const Shape sizes = spatial_axes(node, in);
  if (node.attribute("kernel_shape") == nullptr) node.refuse("attribute 'kernel_shape' is missing");
  const Shape kernel = read_sizes(node, "kernel_shape", sizes.size(), 1, 1);
  node.integer("storage_order", 0);  // orders the indices
  const Window window = read_window(node, sizes, kernel, node.integer("ceil_mode", 0) != 0);
  Shape out = with_channels(node, in[0], window.out);
  PoolingAxes pooling = pooling_axes(node, window);
  const bool of_quads = has_quads(window);
  auto compiled = of_quads
                      ? nullptr
                      : PoolingKernel::make(out[0], window, pooling, PoolingKernel::Kind::largest);
  return std::make_unique<MaxPool>(std::move(out), std::move(pooling), of_quads,
                                   std::move(compiled));
}

}  // namespace

OperatorEntry max_pool_operator() { return {.op = "MaxPool", .make = make_max_pool}; }

}  // namespace lucarne
