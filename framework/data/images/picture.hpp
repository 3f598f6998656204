// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace lucarne {

/// A decoded picture of 8 bits a channel.
struct Picture {
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t channels = 1;          ///< 1: grey; 3: red, green, blue
  std::vector<std::uint8_t> values;  ///< row by row, the channels of a pixel side by side

  const std::uint8_t* at(std::size_t y, std::size_t x) const {
    return values.data() + (y * width + x) * channels;
  }
};

/// What a header claims, before anything is allocated for it.
/// throws: DataError naming `file` where a side is 0, or there are more than 100 million pixels
void check_pixels(std::size_t height, std::size_t width, const std::filesystem::path& file);

/// How pictures are brought into the network's form.
struct PictureForm {
  /// height and width; one number: length of the shorter side; empty: as the file has it
  std::vector<std::size_t> resize;
  std::vector<std::size_t> crop;  ///< height and width of the middle part; empty: all
  enum class Channels { rgb, bgr, grey } channels = Channels::rgb;
  enum class Order { chw, hwc } order = Order::chw;
  bool upright = false;  ///< turned as the Exif orientation says
};

/// A picture file, brought into `form` but for the order of its values.
/// throws: DataError naming `file` where it cannot be read, is neither PNG nor JPEG, is named after
/// the other one, is damaged, or is smaller than the crop
Picture read_picture(const std::filesystem::path& file, const PictureForm& form);

/// The values of a picture as items hold them: blue first for bgr, channels apart for chw.
void write_values(const Picture& picture, const PictureForm& form, std::span<std::uint8_t> into);

}  // namespace lucarne
