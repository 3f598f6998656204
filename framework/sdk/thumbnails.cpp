// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/picture.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr arma::uword longest_side = 32;
constexpr arma::uword most_bytes = arma::uword{8} << 20U;

struct Span {
  float low = 0;
  float high = 1;
};

Span span_of(const float* values, arma::uword count) {
  Span span{arma::fdatum::inf, -arma::fdatum::inf};
  for (arma::uword i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) continue;
    span.low = std::min(span.low, values[i]);
    span.high = std::max(span.high, values[i]);
  }
  return span;
}

arma::uword shrunk(arma::uword side, arma::uword factor) { return (side + factor - 1) / factor; }

arma::uword factor_for(const Pictures& pictures) {
  for (arma::uword factor = 1;; ++factor) {
    const arma::uword height = shrunk(pictures.height, factor);
    const arma::uword width = shrunk(pictures.width, factor);
    if (height == 1 && width == 1) return factor;
    const arma::uword bytes = height * width * pictures.channels * pictures.pixels.n_cols;
    if (std::max(height, width) <= longest_side && bytes <= most_bytes) return factor;
  }
}

// Mean of the finite values in the square of pixels that becomes one.
float mean_at(const Pictures& pictures, const float* values, arma::uword factor, arma::uword row,
              arma::uword column, arma::uword channel) {
  double sum = 0;
  double n = 0;
  for (arma::uword y = row * factor; y < std::min(pictures.height, (row + 1) * factor); ++y) {
    for (arma::uword x = column * factor; x < std::min(pictures.width, (column + 1) * factor);
         ++x) {
      const float value = values[(y * pictures.width + x) * pictures.channels + channel];
      if (!std::isfinite(value)) continue;
      sum += static_cast<double>(value);
      n += 1;
    }
  }
  return n > 0 ? static_cast<float>(sum / n) : 0;
}

std::byte byte_of(float value, const Span& span) {
  const float share = span.high > span.low ? (value - span.low) / (span.high - span.low) : 0;
  return static_cast<std::byte>(std::lround(std::clamp(share, 0.0F, 1.0F) * 255));
}

}  // namespace

Thumbnails thumbnails_of(const Pictures& pictures) {
  Thumbnails small;
  if (!pictures || pictures.pixels.is_empty()) return small;
  const arma::uword size = pictures.height * pictures.width * pictures.channels;
  if (pictures.pixels.n_rows != size) {
    throw Error("thumbnails: wanted pictures of " + std::to_string(size) + " values, found " +
                std::to_string(pictures.pixels.n_rows));
  }
  const arma::uword factor = factor_for(pictures);
  small.height = shrunk(pictures.height, factor);
  small.width = shrunk(pictures.width, factor);
  small.channels = pictures.channels;
  small.pixels.reserve(small.height * small.width * small.channels * pictures.pixels.n_cols);
  for (arma::uword k = 0; k < pictures.pixels.n_cols; ++k) {
    const float* values = pictures.pixels.colptr(k);
    const Span span = pictures.channels == 1 ? span_of(values, size) : Span{};
    for (arma::uword row = 0; row < small.height; ++row) {
      for (arma::uword column = 0; column < small.width; ++column) {
        for (arma::uword channel = 0; channel < small.channels; ++channel) {
          small.pixels.push_back(
              byte_of(mean_at(pictures, values, factor, row, column, channel), span));
        }
      }
    }
  }
  return small;
}

}  // namespace lucarne
