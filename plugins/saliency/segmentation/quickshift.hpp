// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/segmentation/lab_picture.hpp"

namespace lucarne::saliency {

struct QuickshiftSettings {
  double kernel_size = 4;  ///< width of the density's Gaussian, in pixels
  double max_dist = 200;   ///< longer links between pixels are cut
  double ratio = 0.2;      ///< weight of colour against place
};

/// Segments of a picture, numbered from 0 in the order of their first pixels: each pixel is linked
/// to the nearest one of higher density, in colour and place together, within three kernel sizes.
/// Of equal densities the earlier pixel counts as the higher, so that nothing is drawn at random.
/// cost: O(pixels (6 kernel_size)^2)
/// source: Vedaldi, Soatto 2008, "Quick shift and kernel methods for mode seeking", section 2;
/// window and weights as scikit-image's, which breaks ties at random
arma::uvec quickshift(const LabPicture& picture, const QuickshiftSettings& settings);

}  // namespace lucarne::saliency
