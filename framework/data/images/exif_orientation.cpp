// SPDX-License-Identifier: MIT
#include "data/images/exif_orientation.hpp"

#include <algorithm>
#include <cstring>

namespace lucarne {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Whole numbers of the TIFF block inside; 0 beyond its end.
class Tiff {
 public:
  explicit Tiff(Bytes bytes) : bytes_(bytes), little_(bytes.size() > 1 && bytes[0] == 'I') {}

  std::uint32_t number(std::size_t at, std::size_t size) const {
    if (size > bytes_.size() || at > bytes_.size() - size) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      value = value << 8U | bytes_[at + (little_ ? size - 1 - i : i)];
    }
    return value;
  }

 private:
  Bytes bytes_;
  bool little_;
};

int orientation_in(Bytes block) {
  constexpr std::uint32_t tag = 0x0112;
  const Tiff tiff(block);
  if (tiff.number(2, 2) != 42) return 1;
  const std::size_t directory = tiff.number(4, 4);
  const std::size_t n_entries = tiff.number(directory, 2);
  for (std::size_t i = 0; i < n_entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry >= block.size()) break;
    if (tiff.number(entry, 2) != tag) continue;
    const std::uint32_t value = tiff.number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace

int exif_orientation(Bytes bytes) {
  // Segments up to the start of the scan: 0xFF, a kind, a length that counts itself.
  for (std::size_t at = 2; at + 4 <= bytes.size() && bytes[at] == 0xFF;) {
    const std::uint8_t kind = bytes[at + 1];
    if (kind == 0xDA || kind == 0xD9) break;
    if (kind == 0xFF) {  // a byte that fills up
      ++at;
      continue;
    }
    const std::size_t length = std::size_t{bytes[at + 2]} << 8U | bytes[at + 3];
    if (length < 2 || length > bytes.size() - at - 2) break;
    const Bytes segment = bytes.subspan(at + 4, length - 2);
    constexpr std::uint8_t name[] = {'E', 'x', 'i', 'f', 0, 0};
    if (kind == 0xE1 && segment.size() > sizeof name &&
        std::equal(std::begin(name), std::end(name), segment.begin())) {
      return orientation_in(segment.subspan(sizeof name));
    }
    at += 2 + length;
  }
  return 1;
}

Picture upright(const Picture& picture, int orientation) {
  if (orientation == 1) return picture;
  const bool turned = orientation >= 5;  // rows become columns
  Picture result;
  result.channels = picture.channels;
  result.height = turned ? picture.width : picture.height;
  result.width = turned ? picture.height : picture.width;
  result.values.resize(picture.values.size());
  // Where the stored picture's first row and column are seen: 2 and 3 mirror x, 3 and 4 mirror y;
  // 6 and 7, 7 and 8 likewise after rows and columns were exchanged.
  const bool mirror_x =
      orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  const bool mirror_y =
      orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  for (std::size_t y = 0; y < result.height; ++y) {
    for (std::size_t x = 0; x < result.width; ++x) {
      const std::size_t u = mirror_x ? result.width - 1 - x : x;
      const std::size_t v = mirror_y ? result.height - 1 - y : y;
      const std::uint8_t* from = turned ? picture.at(u, v) : picture.at(v, u);
      std::memcpy(result.values.data() + (y * result.width + x) * result.channels, from,
                  result.channels);
    }
  }
  return result;
}

}  // namespace lucarne
