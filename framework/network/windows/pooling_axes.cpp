// SPDX-License-Identifier: MIT
#include "network/windows/pooling_axes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

arma::uword divided_up(arma::uword a, arma::uword b) { return (a + b - 1) / b; }

PoolingAxis pooling_axis(const NodeReader& node, const Window& window, std::size_t axis) {
  const arma::uword in = window.in[axis];
  const arma::uword pad = window.begin[axis];
  const arma::uword kernel = window.kernel[axis];
  const arma::uword dilation = window.dilations[axis];
  PoolingAxis made{.in = in,
                   .out = window.out[axis],
                   .stride = window.strides[axis],
                   .dilation = dilation,
                   .pad = pad,
                   .first = {},
                   .last = {},
                   .counted = {}};
  for (arma::uword output = 0; output < made.out; ++output) {
    const arma::uword start = output * made.stride;  // counted from the first pad
    const arma::uword first = start < pad ? divided_up(pad - start, dilation) : 0;
    const auto up_to = [&](arma::uword end) {
      return end > start ? std::min(kernel, divided_up(end - start, dilation)) : 0;
    };
    made.first.push_back(first);
    made.last.push_back(up_to(pad + in));
    made.counted.push_back(up_to(pad + in + window.end[axis]));
    if (first >= made.last.back()) {
      node.refuse(fmt::format(
          "window {} along axis {} holds nothing but pads; export the network with pads narrower "
          "than the kernel",
          output, axis + 1));
    }
  }
  return made;
}

}  // namespace

PoolingAxes pooling_axes(const NodeReader& node, const Window& window) {
  PoolingAxes pooling;
  const std::size_t free = pooling.axes.size() - window.n_axes();
  for (std::size_t axis = 0; axis < window.n_axes(); ++axis) {
    pooling.axes[free + axis] = pooling_axis(node, window, axis);
  }
  pooling.kernel_width = window.kernel.back();
  return pooling;
}

OutputRange outputs_with(const PoolingAxis& axis, arma::uword k) {
  const arma::uword at = k * axis.dilation;  // the place is output * stride + at - pad
  const arma::uword begin = at < axis.pad ? divided_up(axis.pad - at, axis.stride) : 0;
  const arma::uword beyond = axis.in + axis.pad;
  const arma::uword end = at < beyond ? divided_up(beyond - at, axis.stride) : 0;
  return {std::min(begin, axis.out), std::min(end, axis.out)};
}

}  // namespace lucarne
