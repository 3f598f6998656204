// SPDX-License-Identifier: MIT
#include "data/images/decode_png.hpp"

#include "data/data_error.hpp"
#include "data/excerpt.hpp"

#include <fmt/format.h>
#include <png.h>

#include <csetjmp>
#include <cstring>

namespace lucarne {
namespace {

constexpr png_alloc_size_t largest_chunk = 8'000'000;  // of texts and profiles, which we skip

/// What libpng's callbacks see. libpng reports an error by a jump, over which no object with a
/// destructor may live: everything that has one stands outside of the functions that jump.
struct Reading {
  std::span<const std::uint8_t> bytes;
  std::size_t done = 0;
  char message[200] = {};
};

void read_bytes(png_structp png, png_bytep into, png_size_t count) {
  auto& reading = *static_cast<Reading*>(png_get_io_ptr(png));
  if (count > reading.bytes.size() - reading.done) png_error(png, "the file is truncated");
  std::memcpy(into, reading.bytes.data() + reading.done, count);
  reading.done += count;
}

void keep_message(png_structp png, png_const_charp message) {
  auto& reading = *static_cast<Reading*>(png_get_error_ptr(png));
  std::strncpy(reading.message, message, sizeof reading.message - 1);
  png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

/// libpng's two records, freed however reading ends.
struct PngRecords {
  explicit PngRecords(Reading& reading)
      : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, keep_message, ignore_warning)),
        info(png == nullptr ? nullptr : png_create_info_struct(png)) {
    if (info == nullptr) throw std::bad_alloc();
  }
  PngRecords(const PngRecords&) = delete;
  PngRecords& operator=(const PngRecords&) = delete;
  ~PngRecords() { png_destroy_read_struct(&png, &info, nullptr); }

  png_structp png = nullptr;
  png_infop info = nullptr;
};

// False where libpng jumped out with a message.
bool read_header(PngRecords& records, Reading& reading) {
  if (setjmp(png_jmpbuf(records.png)) != 0) return false;
  png_set_read_fn(records.png, &reading, read_bytes);
  png_set_user_limits(records.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(records.png, largest_chunk);
  png_read_info(records.png, records.info);
  png_set_palette_to_rgb(records.png);
  png_set_expand_gray_1_2_4_to_8(records.png);
  png_set_scale_16(records.png);
  png_set_strip_alpha(records.png);
  png_set_interlace_handling(records.png);
  return true;
}

bool read_pixels(PngRecords& records, png_bytepp rows) {
  if (setjmp(png_jmpbuf(records.png)) != 0) return false;
  png_read_image(records.png, rows);
  png_read_end(records.png, nullptr);
  return true;
}

bool update_header(PngRecords& records) {
  if (setjmp(png_jmpbuf(records.png)) != 0) return false;
  png_read_update_info(records.png, records.info);
  return true;
}

}  // namespace

Picture decode_png(std::span<const std::uint8_t> bytes, const std::filesystem::path& file) {
  Reading reading{bytes};
  PngRecords records(reading);
  const auto fail = [&] {
    throw DataError(file, fmt::format("wanted a whole PNG picture, found a damaged one: {}; copy "
                                      "or export it again",
                                      excerpt(reading.message)));
  };
  if (!read_header(records, reading)) fail();
  Picture picture;
  picture.height = png_get_image_height(records.png, records.info);
  picture.width = png_get_image_width(records.png, records.info);
  check_pixels(picture.height, picture.width, file);
  if (!update_header(records)) fail();
  picture.channels = png_get_channels(records.png, records.info);
  const std::size_t row_bytes = png_get_rowbytes(records.png, records.info);
  if ((picture.channels != 1 && picture.channels != 3) ||
      row_bytes != picture.width * picture.channels) {
    throw DataError(file, fmt::format("wanted a picture of 1 or 3 channels of 8 bits, found {} "
                                      "channels; export it as an ordinary PNG",
                                      picture.channels));
  }
  picture.values.resize(picture.height * row_bytes);
  std::vector<png_bytep> rows(picture.height);
  for (std::size_t y = 0; y < picture.height; ++y) rows[y] = picture.values.data() + y * row_bytes;
  if (!read_pixels(records, rows.data())) fail();
  return picture;
}

}  // namespace lucarne
