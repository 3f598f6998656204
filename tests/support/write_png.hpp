// SPDX-License-Identifier: MIT
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// A PNG file written out field by field, so that tests can lie in any of them.
/// source: W3C PNG specification, sections 5, 9 and 11
struct PngFile {
  std::uint32_t height = 1;
  std::uint32_t width = 1;
  int bits = 8;
  int colour_type = 2;         ///< 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
  std::vector<int> samples{};  ///< bytes of all rows as stored, without their filter bytes
  std::vector<std::pair<std::string, std::string>> chunks{};  ///< before IDAT: kind and content

  std::string bytes() const {
    std::string rows;
    const std::size_t n_rows = height == 0 ? 0 : height;
    const std::size_t row = n_rows == 0 ? 0 : samples.size() / n_rows;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (i % row == 0) rows += '\0';
      rows += static_cast<char>(samples[i]);
    }
    std::string packed(compressBound(rows.size()), '\0');
    uLongf size = packed.size();
    compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(rows.data()), rows.size());
    packed.resize(size);
    std::string header = number(width) + number(height);
    for (const int field : {bits, colour_type, 0, 0, 0}) header += static_cast<char>(field);
    std::string file = "\x89PNG\r\n\x1A\n" + chunk("IHDR", header);
    for (const auto& [kind, content] : chunks) file += chunk(kind, content);
    return file + chunk("IDAT", packed) + chunk("IEND", "");
  }

  static std::string number(std::uint32_t value) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFFU);
    return text;
  }

  static std::string chunk(const std::string& kind, const std::string& content) {
    const std::string body = kind + content;
    const uLong sum =
        crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return number(static_cast<std::uint32_t>(content.size())) + body +
           number(static_cast<std::uint32_t>(sum));
  }
};

/// An RGB PNG of one colour.
inline std::string plain_png(std::uint32_t height, std::uint32_t width,
                             const std::vector<int>& colour) {
  PngFile file{.height = height, .width = width};
  for (std::uint32_t i = 0; i < height * width; ++i) {
    file.samples.insert(file.samples.end(), colour.begin(), colour.end());
  }
  return file.bytes();
}
