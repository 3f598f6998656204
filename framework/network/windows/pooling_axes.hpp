// SPDX-License-Identifier: MIT
#pragma once

#include "network/windows/window.hpp"

#include <array>
#include <vector>

namespace lucarne {

/// One axis that a pooling window slides over.
struct PoolingAxis {
  arma::uword in = 1;
  arma::uword out = 1;
  arma::uword stride = 1;
  arma::uword dilation = 1;
  arma::uword pad = 0;  ///< before the first element
  std::vector<arma::uword> first{
      0};  ///< of the window's elements, the first that is no pad, by output
  std::vector<arma::uword> last{1};     ///< one beyond the last
  std::vector<arma::uword> counted{1};  ///< elements of the window, pads among them

  /// The input's element that the window's element k meets. requires: first <= k < last
  arma::uword place(arma::uword output, arma::uword k) const {
    return output * stride + k * dilation - pad;
  }
};

/// Windows over items of channels and up to three axes, one of an item's planes at a time.
struct PoolingAxes {
  std::array<PoolingAxis, 3> axes;  ///< the slowest first; those that are not there have size 1
  arma::uword kernel_width = 1;     ///< along the last axis

  arma::uword in_plane() const { return axes[0].in * axes[1].in * axes[2].in; }
  arma::uword out_plane() const { return axes[0].out * axes[1].out * axes[2].out; }
};

/// throws: Error where a window would lie in the pads alone
PoolingAxes pooling_axes(const NodeReader& node, const Window& window);

/// Calls function(output row, slow output, middle output) for every row of outputs of a plane; a
/// row is as long as the last axis.
template <class Function>
void for_each_output_row(const PoolingAxes& pooling, const Function& function) {
  for (arma::uword slow = 0; slow < pooling.axes[0].out; ++slow) {
    for (arma::uword middle = 0; middle < pooling.axes[1].out; ++middle) {
      function(slow * pooling.axes[1].out + middle, slow, middle);
    }
  }
}

/// Calls function(input row) for every row that the windows of one row of outputs meet.
template <class Function>
void for_each_input_row(const PoolingAxes& pooling, arma::uword slow, arma::uword middle,
                        const Function& function) {
  const PoolingAxis& a = pooling.axes[0];
  const PoolingAxis& b = pooling.axes[1];
  for (arma::uword i = a.first[slow]; i < a.last[slow]; ++i) {
    for (arma::uword k = b.first[middle]; k < b.last[middle]; ++k) {
      function(a.place(slow, i) * b.in + b.place(middle, k));
    }
  }
}

/// The outputs of a row whose windows have an element k that is no pad: [begin, end).
struct OutputRange {
  arma::uword begin = 0;
  arma::uword end = 0;
};
OutputRange outputs_with(const PoolingAxis& axis, arma::uword k);

}  // namespace lucarne
