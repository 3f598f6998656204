// SPDX-License-Identifier: MIT
#pragma once

#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

/// The pixels of an 8-bit RGB or RGBA PNG, without interlace: what gnuplot writes.
/// source: W3C PNG specification, sections 5, 9 and 10
class PngPixels {
 public:
  using Colour = std::array<int, 3>;

  explicit PngPixels(const std::filesystem::path& file) {
    const std::string bytes = content_of(file);
    const auto number = [&bytes](std::size_t at) {
      std::size_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) value = value << 8 | byte(bytes, at + i);
      return value;
    };
    width_ = number(16);
    height_ = number(20);
    channels_ = byte(bytes, 25) == 6 ? 4 : 3;
    std::string packed;
    for (std::size_t at = 8; at + 12 <= bytes.size(); at += 12 + number(at)) {
      if (bytes.compare(at + 4, 4, "IDAT") == 0) packed += bytes.substr(at + 8, number(at));
    }
    raw_.resize(height_ * (1 + width_ * channels_));
    uLongf size = raw_.size();
    if (uncompress(raw_.data(), &size, reinterpret_cast<const Bytef*>(packed.data()),
                   packed.size()) != Z_OK ||
        size != raw_.size()) {
      throw std::runtime_error("no whole PNG: " + file.string());
    }
    unfilter();
  }

  std::size_t width() const { return width_; }
  std::size_t height() const { return height_; }

  Colour at(std::size_t x, std::size_t y) const {
    const std::size_t start = y * (1 + width_ * channels_) + 1 + x * channels_;
    return {raw_[start], raw_[start + 1], raw_[start + 2]};
  }

  std::size_t n_colours() const {
    std::set<Colour> all;
    for (std::size_t y = 0; y < height_; ++y) {
      for (std::size_t x = 0; x < width_; ++x) all.insert(at(x, y));
    }
    return all.size();
  }

  /// Share of pixels that differ from white.
  double ink() const {
    std::size_t dark = 0;
    for (std::size_t y = 0; y < height_; ++y) {
      for (std::size_t x = 0; x < width_; ++x) dark += at(x, y) != Colour{255, 255, 255} ? 1 : 0;
    }
    return static_cast<double>(dark) / static_cast<double>(width_ * height_);
  }

  /// Whether anything is drawn on the outermost pixels: a sign of something cut off.
  bool touches_the_edge() const {
    const Colour white{255, 255, 255};
    for (std::size_t x = 0; x < width_; ++x) {
      if (at(x, 0) != white || at(x, height_ - 1) != white) return true;
    }
    for (std::size_t y = 0; y < height_; ++y) {
      if (at(0, y) != white || at(width_ - 1, y) != white) return true;
    }
    return false;
  }

 private:
  static std::size_t byte(const std::string& bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes.at(at));
  }

  void unfilter() {
    const std::size_t row = 1 + width_ * channels_;
    for (std::size_t y = 0; y < height_; ++y) {
      const int filter = raw_[y * row];
      for (std::size_t i = 1; i < row; ++i) {
        const int left = i > channels_ ? raw_[y * row + i - channels_] : 0;
        const int up = y > 0 ? raw_[(y - 1) * row + i] : 0;
        const int corner = y > 0 && i > channels_ ? raw_[(y - 1) * row + i - channels_] : 0;
        const int expected = filter == 1   ? left
                             : filter == 2 ? up
                             : filter == 3 ? (left + up) / 2
                             : filter == 4 ? paeth(left, up, corner)
                                           : 0;
        raw_[y * row + i] = static_cast<std::uint8_t>(raw_[y * row + i] + expected);
      }
    }
  }

  static int paeth(int left, int up, int corner) {
    const int guess = left + up - corner;
    const int a = std::abs(guess - left);
    const int b = std::abs(guess - up);
    const int c = std::abs(guess - corner);
    return a <= b && a <= c ? left : b <= c ? up : corner;
  }

  std::size_t width_ = 0;
  std::size_t height_ = 0;
  std::size_t channels_ = 3;
  std::vector<std::uint8_t> raw_;
};
