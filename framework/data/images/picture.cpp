// SPDX-License-Identifier: MIT
#include "data/images/picture.hpp"

#include "data/byte_stream.hpp"
#include "data/data_error.hpp"
#include "data/images/decode_jpeg.hpp"
#include "data/images/decode_png.hpp"
#include "data/images/exif_orientation.hpp"
#include "data/images/resize_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr std::uint64_t most_pixels = 100'000'000;
constexpr std::uint64_t most_file_bytes = std::uint64_t{1} << 29U;  // of a picture that fits

std::vector<std::uint8_t> bytes_of_file(const std::filesystem::path& file) {
  const std::uint64_t size = file_size_of(file);
  if (size == 0) {
    throw DataError(file, "wanted a PNG or JPEG picture, found an empty file; copy it again");
  }
  if (size > most_file_bytes) {
    throw DataError(file, fmt::format("wanted a picture of at most {} bytes, found {}; make it "
                                      "smaller",
                                      most_file_bytes, size));
  }
  std::vector<std::uint8_t> bytes(size);
  const std::unique_ptr<ByteStream> stream = open_range(file, 0, size);
  stream->read(std::as_writable_bytes(std::span(bytes)), "picture");
  return bytes;
}

bool begins_with(std::span<const std::uint8_t> bytes, std::initializer_list<int> magic) {
  return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

// The name is what people go by: one that lies about the content is an accident.
void check_name(const std::filesystem::path& file, bool is_png) {
  std::string ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if ((ending == ".png") == is_png) return;
  throw DataError(file, fmt::format("holds a {} picture, found the name ending '{}'; rename it",
                                    is_png ? "PNG" : "JPEG", file.extension().string()));
}

Picture decode(const std::filesystem::path& file, bool make_upright) {
  const std::vector<std::uint8_t> bytes = bytes_of_file(file);
  if (begins_with(bytes, {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A})) {
    check_name(file, true);
    return decode_png(bytes, file);
  }
  if (begins_with(bytes, {0xFF, 0xD8, 0xFF})) {
    check_name(file, false);
    Picture picture = decode_jpeg(bytes, file);
    return make_upright ? upright(picture, exif_orientation(bytes)) : picture;
  }
  throw DataError(file,
                  "wanted a PNG or JPEG picture, found content that is neither; convert it, or "
                  "move it out of the folder");
}

// ITU-R BT.601 luma in 16 bits, as Pillow has it.
Picture to_grey(const Picture& picture) {
  Picture grey{picture.height, picture.width, 1, {}};
  grey.values.resize(picture.height * picture.width);
  for (std::size_t i = 0; i < grey.values.size(); ++i) {
    const std::uint8_t* rgb = picture.values.data() + 3 * i;
    const unsigned luma = 19595U * rgb[0] + 38470U * rgb[1] + 7471U * rgb[2] + 0x8000U;
    grey.values[i] = static_cast<std::uint8_t>(luma >> 16U);
  }
  return grey;
}

Picture to_colours(const Picture& picture) {
  Picture colours{picture.height, picture.width, 3, {}};
  colours.values.reserve(3 * picture.values.size());
  for (const std::uint8_t value : picture.values)
    colours.values.insert(colours.values.end(), 3, value);
  return colours;
}

Picture in_size(const Picture& picture, const PictureForm& form,
                const std::filesystem::path& file) {
  std::size_t height = picture.height;
  std::size_t width = picture.width;
  if (form.resize.size() == 2) {
    height = form.resize[0];
    width = form.resize[1];
  } else if (form.resize.size() == 1) {
    // The longer side rounded down, as torchvision has it.
    const std::size_t side = form.resize[0];
    const std::size_t shorter = std::min(height, width);
    height = height * side / shorter;
    width = width * side / shorter;
    check_pixels(height, width, file);
  }
  const Picture sized = resized(picture, height, width);
  if (form.crop.empty()) return sized;
  if (form.crop[0] > height || form.crop[1] > width) {
    throw DataError(file, fmt::format("wanted at least the {} x {} pixels of data.crop, found {} x "
                                      "{}; give data.resize, or a smaller crop",
                                      form.crop[0], form.crop[1], height, width));
  }
  return middle_of(sized, form.crop[0], form.crop[1]);
}

}  // namespace

void check_pixels(std::size_t height, std::size_t width, const std::filesystem::path& file) {
  const std::uint64_t pixels = std::uint64_t{height} * width;  // of sides below 2^32 each
  if (pixels > 0 && pixels <= most_pixels) return;
  throw DataError(file, fmt::format("wanted a picture of 1 to {} pixels, found a header that says "
                                    "{} x {}; make it smaller, or export it again",
                                    most_pixels, height, width));
}

Picture read_picture(const std::filesystem::path& file, const PictureForm& form) {
  const Picture stored = decode(file, form.upright);
  const bool wants_grey = form.channels == PictureForm::Channels::grey;
  if (wants_grey && stored.channels == 3) return in_size(to_grey(stored), form, file);
  if (!wants_grey && stored.channels == 1) return to_colours(in_size(stored, form, file));
  return in_size(stored, form, file);
}

void write_values(const Picture& picture, const PictureForm& form, std::span<std::uint8_t> into) {
  const std::size_t n_pixels = picture.height * picture.width;
  const std::size_t channels = picture.channels;
  const bool blue_first = form.channels == PictureForm::Channels::bgr;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const std::size_t from = blue_first ? channels - 1 - channel : channel;
    for (std::size_t i = 0; i < n_pixels; ++i) {
      const std::size_t to =
          form.order == PictureForm::Order::chw ? channel * n_pixels + i : i * channels + channel;
      into[to] = picture.values[i * channels + from];
    }
  }
}

}  // namespace lucarne
