// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <cstddef>
#include <vector>

namespace lucarne {

/// How one item's values lie as a picture, grey or in colours.
struct PictureLayout {
  arma::uword height = 0;
  arma::uword width = 0;
  arma::uword channels = 1;    ///< 1: grey; 3: red, green and blue
  bool channels_last = false;  ///< height x width x channels, as Keras has it
  explicit operator bool() const { return height > 0 && width > 0; }
};

/// Where one item of this shape is a picture: the last two dimensions of a grey one, or three with
/// 3 channels before or behind them (1 behind them: grey), all dimensions before being 1. Empty
/// where it is none.
LUCARNE_API PictureLayout picture_layout(const Shape& shape);

/// Pictures as people see them.
struct Pictures {
  /// (height * width * channels) x pictures, row by row from the top left. Grey: any values.
  /// Colours: red, green and blue of a pixel side by side, from 0 to 1.
  arma::fmat pixels;
  arma::uword height = 0;
  arma::uword width = 0;
  arma::uword channels = 1;
  explicit operator bool() const { return height > 0 && width > 0; }
};

/// Items that lie as `layout` says, as pictures. Colours with values outside [0, 1] are stretched,
/// each picture from its own smallest to its own largest value. Without a layout: none.
/// shape: `items` is features x pictures
LUCARNE_API Pictures pictures_of(const arma::fmat& items, const PictureLayout& layout);

/// Small pictures of 8 bits, to be looked at in a report.
struct Thumbnails {
  /// Picture after picture, row by row from the top left; red, green and blue side by side.
  std::vector<std::byte> pixels;
  arma::uword height = 0;
  arma::uword width = 0;
  arma::uword channels = 1;  ///< 1: grey; 3: red, green and blue
  arma::uword count() const {
    const arma::uword size = height * width * channels;
    return size > 0 ? pixels.size() / size : 0;
  }
};

/// Grey pictures from their own smallest to their own largest value, colours as they are. Shrunk by
/// a whole factor until no side is longer than 32 pixels and all are not more than 8 MiB: 10 000
/// pictures of 28 x 28 in grey stay as they are.
LUCARNE_API Thumbnails thumbnails_of(const Pictures& pictures);

/// Values of features (attributions, say) as one value a pixel: the sum over its channels. Where
/// the shape is no picture in colours they come back as they are.
/// shape: features x items; (height * width) x items
LUCARNE_API arma::fmat summed_over_channels(const arma::fmat& values, const PictureLayout& layout);

}  // namespace lucarne
