// SPDX-License-Identifier: MIT
#include "data/images/resize_picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lucarne {
namespace {

// Weights are whole numbers of 2^-22, as Pillow has them: sums of them are exact, so that halves
// are rounded alike everywhere.
constexpr int fraction_bits = 22;
constexpr std::int64_t one_half = std::int64_t{1} << (fraction_bits - 1);

/// Weights of the old places behind one new place along an axis; they sum to about 2^22.
struct Taps {
  std::size_t first = 0;
  std::vector<std::int64_t> weights;
};

std::vector<Taps> taps_for(std::size_t from, std::size_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double radius = std::max(scale, 1.0);
  std::vector<Taps> taps(to);
  for (std::size_t i = 0; i < to; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const double low = std::max(0.0, std::floor(centre - radius + 0.5));
    const double high = std::min(static_cast<double>(from), std::floor(centre + radius + 0.5));
    taps[i].first = static_cast<std::size_t>(low);
    std::vector<double> weights;
    double sum = 0;
    for (double place = low; place < high; ++place) {
      weights.push_back(std::max(0.0, 1 - std::abs((place + 0.5 - centre) / radius)));
      sum += weights.back();
    }
    for (const double weight : weights) {
      taps[i].weights.push_back(std::llround(std::ldexp(weight / sum, fraction_bits)));
    }
  }
  return taps;
}

std::uint8_t rounded(std::int64_t sum) {
  return static_cast<std::uint8_t>(
      std::clamp((sum + one_half) >> fraction_bits, std::int64_t{0}, std::int64_t{255}));
}

Picture of_width(const Picture& picture, std::size_t width) {
  const std::vector<Taps> taps = taps_for(picture.width, width);
  Picture result{picture.height, width, picture.channels, {}};
  result.values.resize(result.height * width * result.channels);
  std::uint8_t* to = result.values.data();
  for (std::size_t y = 0; y < result.height; ++y) {
    for (const Taps& tap : taps) {
      const std::uint8_t* from = picture.at(y, tap.first);
      for (std::size_t channel = 0; channel < picture.channels; ++channel) {
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < tap.weights.size(); ++k) {
          sum += tap.weights[k] * from[k * picture.channels + channel];
        }
        *to++ = rounded(sum);
      }
    }
  }
  return result;
}

Picture of_height(const Picture& picture, std::size_t height) {
  const std::vector<Taps> taps = taps_for(picture.height, height);
  const std::size_t row = picture.width * picture.channels;
  Picture result{height, picture.width, picture.channels, {}};
  result.values.resize(height * row);
  std::vector<std::int64_t> sums(row);
  for (std::size_t y = 0; y < height; ++y) {
    std::ranges::fill(sums, 0);
    for (std::size_t k = 0; k < taps[y].weights.size(); ++k) {
      const std::uint8_t* from = picture.at(taps[y].first + k, 0);
      const std::int64_t weight = taps[y].weights[k];
      for (std::size_t i = 0; i < row; ++i) sums[i] += weight * from[i];
    }
    std::ranges::transform(sums, result.values.begin() + static_cast<std::ptrdiff_t>(y * row),
                           rounded);
  }
  return result;
}

}  // namespace

Picture resized(const Picture& picture, std::size_t height, std::size_t width) {
  if (picture.width == width) {
    return picture.height == height ? picture : of_height(picture, height);
  }
  const Picture narrow = of_width(picture, width);
  return narrow.height == height ? narrow : of_height(narrow, height);
}

Picture middle_of(const Picture& picture, std::size_t height, std::size_t width) {
  if (picture.height == height && picture.width == width) return picture;
  // Half of an odd number to the even neighbour, as Python rounds.
  const auto half = [](std::size_t rest) {
    return rest % 2 == 0 ? rest / 2 : rest / 2 + (rest / 2) % 2;
  };
  const std::size_t top = half(picture.height - height);
  const std::size_t left = half(picture.width - width);
  Picture result{height, width, picture.channels, {}};
  result.values.resize(height * width * picture.channels);
  for (std::size_t y = 0; y < height; ++y) {
    std::memcpy(result.values.data() + y * width * picture.channels, picture.at(top + y, left),
                width * picture.channels);
  }
  return result;
}

}  // namespace lucarne
