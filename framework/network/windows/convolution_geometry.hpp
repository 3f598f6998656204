// SPDX-License-Identifier: MIT
#pragma once

#include "network/windows/convolution.hpp"

#include <dnnl.hpp>

namespace lucarne {

/// Some items' convolution in oneDNN's descriptions.
struct ConvolutionGeometry {
  using Dims = dnnl::memory::dims;
  using Desc = dnnl::memory::desc;

  explicit ConvolutionGeometry(const ConvolutionShape& shape, arma::uword n_items = 1);

  /// C order.
  static Desc plain(const Dims& dims);
  /// Whatever order is fastest.
  static Desc any(const Dims& dims);

  dnnl::convolution_forward::primitive_desc forward_kernel(bool biased,
                                                           const dnnl::engine& engine) const;
  dnnl::convolution_backward_data::primitive_desc adjoint_kernel(const dnnl::engine& engine) const;

  Dims in, out, weights, strides, dilations, begin, end;
  Desc (*tensor)(const Dims&) = any;  ///< how a kernel is asked to take its tensors
};

}  // namespace lucarne
