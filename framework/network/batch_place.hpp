// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <cstddef>
#include <limits>
#include <string>

namespace lucarne {

/// Where the batch stands among the axes that ONNX counts. In memory the items are always apart,
/// each contiguous with its axes in logical order; this says what an ONNX axis means for one item.
struct BatchPlace {
  /// No axis is the batch's: a constant that is folded, or a tensor of a file that fixes one item.
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  std::size_t axis = 0;
  /// A Reshape joined the batch with an axis of the items: ONNX's axis of that number is
  /// (outer x items x the rest of the item's axis of the same number).
  bool merged = false;
  arma::uword outer = 1;

  bool operator==(const BatchPlace&) const = default;
  bool exists() const { return axis != none; }
  /// The batch is axis 0 and nothing else.
  bool leads() const { return axis == 0 && !merged; }
};

inline constexpr BatchPlace no_batch{.axis = BatchPlace::none};

/// Number of axes that ONNX counts.
std::size_t onnx_rank(const Shape& item, const BatchPlace& place);

/// How many elements of an item lie between an element of one item and that of the next, in ONNX's
/// order. requires: place.exists()
arma::uword batch_stride(const Shape& item, const BatchPlace& place);

/// "(batch x 3) x 28": the shape that ONNX sees.
std::string onnx_shape_text(const Shape& item, const BatchPlace& place);

}  // namespace lucarne
