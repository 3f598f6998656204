// SPDX-License-Identifier: MIT
#pragma once

#include "data/images/picture.hpp"

namespace lucarne {

/// Bilinear with antialiasing: each value is the mean of those below a triangle, whose half width
/// is one pixel of the smaller of the two pictures; columns first, then rows, each rounded to whole
/// numbers, half up. What Pillow's and so torchvision's resize of a picture does.
/// requires: sizes above 0
Picture resized(const Picture& picture, std::size_t height, std::size_t width);

/// The part in the middle; a row or column too many is dropped at the top or the left where half of
/// the rest is even, else below or right (as torchvision's CenterCrop rounds).
/// requires: the picture is at least that large
Picture middle_of(const Picture& picture, std::size_t height, std::size_t width);

}  // namespace lucarne
