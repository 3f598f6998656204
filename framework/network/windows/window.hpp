// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/node_reader.hpp"

namespace lucarne {

/// How a kernel slides over the axes after that of the channels: of a convolution or of pooling.
/// One entry for each axis in every list. All sizes are below 2^31.
struct Window {
  Shape in;  ///< what it slides over, without the pads
  Shape out;
  Shape kernel;
  Shape strides;
  Shape dilations;
  Shape begin;  ///< pads
  Shape end;

  std::size_t n_axes() const { return in.size(); }
  /// Elements from the first that the kernel touches to the last.
  arma::uword extent(std::size_t axis) const { return (kernel[axis] - 1) * dilations[axis] + 1; }
};

enum class AutoPad { none, valid, same_upper, same_lower };

/// strides, dilations, pads and auto_pad of a node, one entry for each axis.
struct WindowAttributes {
  Shape strides;
  Shape dilations;
  Shape begin;
  Shape end;
  AutoPad auto_pad = AutoPad::none;
};

/// One number per axis; `fallback` for each where the node does not have the attribute.
/// throws: Error where it has another count, or numbers below `least` or from 2^31 on
Shape read_sizes(NodeReader& node, const std::string& attribute, std::size_t n,
                 arma::uword fallback, arma::uword least);

/// throws: Error where one of the attributes is wrong, or pads are given with an auto_pad
WindowAttributes read_window_attributes(NodeReader& node, std::size_t n_axes);

/// The window of a node that makes its input smaller: Conv and pooling. `rounds_up`: ceil_mode; as
/// in PyTorch, a last window that would start in the pads behind the input is left out.
/// throws: Error where the kernel does not fit
Window read_window(NodeReader& node, const Shape& in, const Shape& kernel, bool rounds_up = false);

/// Sizes after the channels' of an item's shape.
/// throws: Error unless there are 1 to 3
Shape spatial_axes(const NodeReader& node, const Shape& item);

/// Channels, then the sizes. throws: Error where an item would have too many elements
Shape with_channels(const NodeReader& node, arma::uword channels, const Shape& sizes);

}  // namespace lucarne
