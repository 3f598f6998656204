// SPDX-License-Identifier: MIT
#include "saliency/segmentation/segments.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lucarne::saliency {
namespace {

// A tile is drawn at about this many pixels; smaller pictures are enlarged so that lines stay thin.
constexpr arma::uword wanted_side = 168;
constexpr std::array<float, 3> line_colour{1, 0.85F, 0};

// Grey pictures each from their own smallest to their own largest value, as tiles are drawn.
arma::fmat as_colours(const Pictures& pictures) {
  if (pictures.channels == 3) return pictures.pixels;
  arma::fmat colours(3 * pictures.pixels.n_rows, pictures.pixels.n_cols);
  for (arma::uword item = 0; item < colours.n_cols; ++item) {
    const float low = pictures.pixels.col(item).min();
    const float high = pictures.pixels.col(item).max();
    for (arma::uword pixel = 0; pixel < pictures.pixels.n_rows; ++pixel) {
      const float value = pictures.pixels(pixel, item);
      const float share = high > low ? (value - low) / (high - low) : 0;
      for (arma::uword i = 0; i < 3; ++i) colours(3 * pixel + i, item) = share;
    }
  }
  return colours;
}

}  // namespace

Pictures with_borders(const Pictures& pictures, const arma::umat& segments) {
  const arma::uword height = pictures.height;
  const arma::uword width = pictures.width;
  const arma::uword factor =
      std::max<arma::uword>(1, wanted_side / std::max<arma::uword>({height, width, 1}));
  const arma::fmat colours = as_colours(pictures);
  Pictures result{arma::fmat(3 * factor * factor * height * width, colours.n_cols), factor * height,
                  factor * width, 3};
  for (arma::uword item = 0; item < colours.n_cols; ++item) {
    const arma::uword column = segments.n_cols == 1 ? 0 : item;
    for (arma::uword y = 0; y < result.height; ++y) {
      for (arma::uword x = 0; x < result.width; ++x) {
        const arma::uword pixel = y / factor * width + x / factor;
        // A line is the last row or column of an enlarged pixel whose neighbour is another segment.
        const bool below = y % factor == factor - 1 && y + 1 < result.height &&
                           segments(pixel, column) != segments(pixel + width, column);
        const bool right = x % factor == factor - 1 && x + 1 < result.width &&
                           segments(pixel, column) != segments(pixel + 1, column);
        float* to = result.pixels.colptr(item) + 3 * (y * result.width + x);
        for (arma::uword i = 0; i < 3; ++i) {
          to[i] = below || right ? line_colour[i] : colours(3 * pixel + i, item);
        }
      }
    }
  }
  return result;
}

}  // namespace lucarne::saliency
