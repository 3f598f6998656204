// SPDX-License-Identifier: MIT
#pragma once

#include "output/drawing_scale.hpp"

namespace lucarne {

/// The pixels of all tiles as gnuplot is to draw them.
struct TilePixels {
  /// One column a tile: values to be coloured by the palette, or, of pictures in colours and where
  /// an overlay is blended in, red, green and blue from 0 to 255 side by side.
  arma::fmat values;
  arma::uword channels = 1;
  arma::uword width = 0;
  arma::uword height = 0;
  Range colours;  ///< ends of the palette
};

/// The range of values that all tiles share. requires: scale is not TileScale::each
Range shared_range(const Tiles& tiles);

/// requires: pictures are (height * width * channels) x tiles, channels 1 or 3
TilePixels pixels_of(const Tiles& tiles);

}  // namespace lucarne
