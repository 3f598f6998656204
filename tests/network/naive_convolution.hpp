// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <vector>

/// Convolution written out as its definition says, for any number of axes. One item.
struct NaiveConvolution {
  lucarne::Shape in;       ///< channels and sizes
  lucarne::Shape weights;  ///< out channels, channels of a group, kernel
  lucarne::Shape strides, dilations, begin, end;
  arma::uword groups = 1;

  lucarne::Shape out() const {
    lucarne::Shape shape{weights[0]};
    for (std::size_t axis = 0; axis < strides.size(); ++axis) {
      const arma::uword extent = (weights[axis + 2] - 1) * dilations[axis] + 1;
      shape.push_back((in[axis + 1] + begin[axis] + end[axis] - extent) / strides[axis] + 1);
    }
    return shape;
  }

  /// Calls function(place in the output, in the input, in the weights) for every product.
  template <class Function>
  void for_each_product(const Function& function) const {
    const lucarne::Shape o = out();
    const arma::uword n_out = lucarne::n_elements(o) / o[0];
    const arma::uword n_kernel = lucarne::n_elements(weights) / weights[0] / weights[1];
    const arma::uword n_in = lucarne::n_elements(in) / in[0];
    const arma::uword group_size = weights[0] / groups;
    for (arma::uword at = 0; at < n_out; ++at) {
      for (arma::uword k = 0; k < n_kernel; ++k) {
        arma::uword from = 0;
        if (!source(at, k, from)) continue;
        for (arma::uword channel = 0; channel < o[0]; ++channel) {
          for (arma::uword c = 0; c < weights[1]; ++c) {
            const arma::uword in_channel = channel / group_size * weights[1] + c;
            function(channel * n_out + at, in_channel * n_in + from,
                     (channel * weights[1] + c) * n_kernel + k);
          }
        }
      }
    }
  }

 private:
  // The input's element that one of the kernel's meets; false where it lies in the pads.
  bool source(arma::uword at, arma::uword k, arma::uword& from) const {
    const lucarne::Shape o = out();
    arma::uword scale = 1;
    from = 0;
    for (std::size_t axis = strides.size(); axis-- > 0;) {
      const arma::uword place =
          at % o[axis + 1] * strides[axis] + k % weights[axis + 2] * dilations[axis];
      at /= o[axis + 1];
      k /= weights[axis + 2];
      if (place < begin[axis] || place - begin[axis] >= in[axis + 1]) return false;
      from += (place - begin[axis]) * scale;
      scale *= in[axis + 1];
    }
    return true;
  }
};
