// SPDX-License-Identifier: MIT
#include "output/drawing_pixels.hpp"

#include "output/drawing_panels.hpp"
#include "output/drawing_style.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// From 0 at a tile's smallest to 1 at its largest value; a tile of one value is all 0, and what is
// no number stays none.
arma::fmat scaled_each(const arma::fmat& pictures) {
  arma::fmat scaled = pictures;
  for (arma::uword tile = 0; tile < pictures.n_cols; ++tile) {
    Extent extent;
    for (const float value : pictures.col(tile)) extent.add(value);
    const double length = extent.max() - extent.min();
    scaled.col(tile).for_each([&](float& value) {
      if (!std::isfinite(value)) {
        value = arma::fdatum::nan;
      } else {
        value = length > 0 ? static_cast<float>((value - extent.min()) / length) : 0.0F;
      }
    });
  }
  return scaled;
}

// What is no number is drawn as black.
float byte_of(double share) {
  return std::isfinite(share) ? static_cast<float>(std::round(255 * std::clamp(share, 0.0, 1.0)))
                              : 0.0F;
}

style::Rgb shade_below(const Tiles& tiles, const TilePixels& base, arma::uword pixel) {
  if (base.channels == 1) {
    return style::shade(tiles.palette, base.colours.fraction(base.values[pixel]));
  }
  const float* rgb = base.values.memptr() + 3 * pixel;
  const auto share = [](float byte) { return static_cast<double>(byte) / 255; };
  return {share(rgb[0]), share(rgb[1]), share(rgb[2])};
}

arma::fmat blended(const Tiles& tiles, const TilePixels& base) {
  const arma::fmat over = scaled_each(tiles.overlay);
  const double opacity = std::clamp(tiles.overlay_opacity, 0.0, 1.0);
  arma::fmat rgb(over.n_rows * 3, over.n_cols);
  for (arma::uword i = 0; i < over.n_elem; ++i) {
    const style::Rgb below = shade_below(tiles, base, i);
    const style::Rgb above = style::shade(tiles.overlay_palette, over[i]);
    const auto mix = [opacity](double a, double b) {
      return static_cast<float>(std::round(255 * (a + (b - a) * opacity)));
    };
    rgb[3 * i] = mix(below.red, above.red);
    rgb[3 * i + 1] = mix(below.green, above.green);
    rgb[3 * i + 2] = mix(below.blue, above.blue);
  }
  return rgb;
}

// gnuplot 5.4 draws no picture of less than 2 x 2 pixels: each pixel becomes four.
void double_pixels(TilePixels& pixels) {
  const arma::uword c = pixels.channels;
  arma::fmat larger(pixels.values.n_rows * 4, pixels.values.n_cols);
  for (arma::uword y = 0; y < 2 * pixels.height; ++y) {
    for (arma::uword x = 0; x < 2 * pixels.width; ++x) {
      const arma::uword from = c * (y / 2 * pixels.width + x / 2);
      const arma::uword to = c * (y * 2 * pixels.width + x);
      larger.rows(to, to + c - 1) = pixels.values.rows(from, from + c - 1);
    }
  }
  pixels.values = larger;
  pixels.width *= 2;
  pixels.height *= 2;
}

}  // namespace

Range shared_range(const Tiles& tiles) {
  Extent extent;
  for (const float value : tiles.pictures) extent.add(value);
  std::optional<double> centre;
  if (tiles.scale == TileScale::symmetric) centre = 0;
  return colour_range(extent, {}, {}, centre);
}

TilePixels pixels_of(const Tiles& tiles) {
  TilePixels pixels{tiles.pictures, tiles.channels, tiles.width, tiles.height, {0, 1}};
  if (tiles.channels == 3) {
    pixels.values.transform([](float value) { return byte_of(static_cast<double>(value)); });
  } else if (tiles.scale == TileScale::each) {
    pixels.values = scaled_each(tiles.pictures);
  } else {
    pixels.colours = shared_range(tiles);
    pixels.values.transform(
        [](float value) { return std::isfinite(value) ? value : arma::fdatum::nan; });
  }
  const bool covered = tiles.overlay.n_rows == tiles.height * tiles.width &&
                       tiles.overlay.n_cols == tiles.pictures.n_cols;
  if (covered) {
    pixels.values = blended(tiles, pixels);
    pixels.channels = 3;
  }
  if (tiles.width < 2 || tiles.height < 2) double_pixels(pixels);
  return pixels;
}

}  // namespace lucarne
