// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

namespace lucarne::saliency {

/// A map over the axes of `from`, last axis fastest, with the sizes of `to`.
/// `nearest`: the value at floor(place * from / to); else linear between the middles of the cells,
/// as OpenCV's INTER_LINEAR and PyTorch's bilinear without aligned corners.
/// requires: as many axes in `from` as in `to`, none of size 0
arma::vec resized_map(const arma::vec& map, const Shape& from, const Shape& to, bool nearest);

}  // namespace lucarne::saliency
