// SPDX-License-Identifier: MIT
#pragma once

#include "data/images/picture.hpp"

#include <span>

namespace lucarne {

/// The orientation, 1 to 8, that the Exif block in a JPEG file's bytes states; 1 (as stored) where
/// there is none or it makes no sense.
/// source: CIPA DC-008 (Exif 2.32), sections 4.5.4 and 4.6.4 A, tag 0x0112
int exif_orientation(std::span<const std::uint8_t> bytes);

/// The picture turned and mirrored so that it is upright. requires: orientation is 1 to 8
Picture upright(const Picture& picture, int orientation);

}  // namespace lucarne
