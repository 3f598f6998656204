// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/segmentation/lab_picture.hpp"

namespace lucarne::saliency {

struct SlicSettings {
  arma::uword n_segments = 100;  ///< about as many as there will be
  double compactness = 10;       ///< weight of place against colour; high values give squares
};

/// Segments of a picture, each connected, numbered from 0 in the order of their first pixels:
/// k-means in colour and place from centres on a grid, ten rounds, each centre looking as far as
/// two steps of the grid. Parts smaller than half of a grid cell then join the neighbour above or
/// at the left. cost: O(pixels) a round source: Achanta et al. 2012, "SLIC superpixels compared to
/// state-of-the-art superpixel methods", section 3; defaults of scikit-image
arma::uvec slic(const LabPicture& picture, const SlicSettings& settings);

}  // namespace lucarne::saliency
