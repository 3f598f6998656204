// SPDX-License-Identifier: MIT
#include <lucarne/picture.hpp>

#include <lucarne/error.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// Where the value of a pixel's channel lies within an item.
arma::uword place_of(const PictureLayout& layout, arma::uword pixel, arma::uword channel) {
  return layout.channels_last ? pixel * layout.channels + channel
                              : channel * layout.height * layout.width + pixel;
}

void check_rows(const arma::fmat& items, const PictureLayout& layout) {
  const arma::uword wanted = layout.height * layout.width * layout.channels;
  if (items.n_rows == wanted) return;
  throw Error("pictures: wanted items of " + std::to_string(wanted) + " values, found " +
              std::to_string(items.n_rows));
}

void stretch(float* values, arma::uword count) {
  float low = arma::fdatum::inf;
  float high = -arma::fdatum::inf;
  for (arma::uword i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) continue;
    low = std::min(low, values[i]);
    high = std::max(high, values[i]);
  }
  if (low >= 0 && high <= 1) return;
  for (arma::uword i = 0; i < count; ++i) {
    values[i] = high > low ? (values[i] - low) / (high - low) : 0.5F;
  }
}

}  // namespace

PictureLayout picture_layout(const Shape& shape) {
  if (const PictureSize grey = picture_size(shape)) return {grey.height, grey.width, 1, false};
  if (shape.size() < 3) return {};
  const std::size_t skipped = shape.size() - 3;
  if (std::any_of(shape.begin(), shape.begin() + static_cast<std::ptrdiff_t>(skipped),
                  [](arma::uword size) { return size != 1; })) {
    return {};
  }
  const arma::uword first = shape[skipped];
  const arma::uword middle = shape[skipped + 1];
  const arma::uword last = shape[skipped + 2];
  if (first == 3) return {middle, last, 3, false};
  if (last == 3 || last == 1) return {first, middle, last, last == 3};
  return {};
}

Pictures pictures_of(const arma::fmat& items, const PictureLayout& layout) {
  Pictures pictures;
  if (!layout) return pictures;
  check_rows(items, layout);
  pictures.height = layout.height;
  pictures.width = layout.width;
  pictures.channels = layout.channels;
  pictures.pixels = items;
  if (layout.channels == 1) return pictures;
  const arma::uword n_pixels = layout.height * layout.width;
  for (arma::uword item = 0; item < items.n_cols; ++item) {
    for (arma::uword pixel = 0; pixel < n_pixels; ++pixel) {
      for (arma::uword channel = 0; channel < layout.channels; ++channel) {
        pictures.pixels(pixel * layout.channels + channel, item) =
            items(place_of(layout, pixel, channel), item);
      }
    }
    stretch(pictures.pixels.colptr(item), items.n_rows);
  }
  return pictures;
}

arma::fmat summed_over_channels(const arma::fmat& values, const PictureLayout& layout) {
  if (!layout || layout.channels == 1) return values;
  check_rows(values, layout);
  arma::fmat sums(layout.height * layout.width, values.n_cols);
  for (arma::uword item = 0; item < values.n_cols; ++item) {
    for (arma::uword pixel = 0; pixel < sums.n_rows; ++pixel) {
      double sum = 0;
      for (arma::uword channel = 0; channel < layout.channels; ++channel) {
        sum += static_cast<double>(values(place_of(layout, pixel, channel), item));
      }
      sums(pixel, item) = static_cast<float>(sum);
    }
  }
  return sums;
}

}  // namespace lucarne
