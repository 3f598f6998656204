// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>

#include <armadillo>
#include <string>
#include <vector>

namespace lucarne {

/// Sizes of one item's dimensions, slowest first (ONNX order without the batch): {28, 28}.
using Shape = std::vector<arma::uword>;

/// Number of elements; 1 for the empty shape.
LUCARNE_API arma::uword n_elements(const Shape& shape);

/// "28 x 28"; "scalar" for the empty shape.
LUCARNE_API std::string to_string(const Shape& shape);

/// Height and width where one item of this shape can be shown as a grey picture (the last two
/// dimensions, all others being 1); both 0 where it cannot.
struct PictureSize {
  arma::uword height = 0;
  arma::uword width = 0;
  explicit operator bool() const { return height > 0 && width > 0; }
};
LUCARNE_API PictureSize picture_size(const Shape& shape);

}  // namespace lucarne
