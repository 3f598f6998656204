// SPDX-License-Identifier: MIT
#include "data/images/decode_jpeg.hpp"

#include "data/data_error.hpp"
#include "data/excerpt.hpp"

#include <fmt/format.h>

#include <csetjmp>
#include <cstdio>
#include <memory>
// Wants <cstdio> before it.
#include <jpeglib.h>
// Wants <jpeglib.h> before it.
#include <jerror.h>

namespace lucarne {
namespace {

// A scan of few bytes may be about the whole picture: a small file of thousands would take minutes.
constexpr int most_scans = 500;

/// libjpeg reports an error by a jump, over which no object with a destructor may live.
struct JpegErrors {
  jpeg_error_mgr base{};
  std::jmp_buf place{};
  char message[JMSG_LENGTH_MAX] = {};
};

[[noreturn]] void leave(j_common_ptr jpeg) {
  auto* errors = reinterpret_cast<JpegErrors*>(jpeg->err);
  errors->base.format_message(jpeg, errors->message);
  std::longjmp(errors->place, 1);
}

// A truncated or damaged scan, of which libjpeg only warns, is grey or wrong in the picture: an
// error. What cameras are known to write beside the scan is none.
void take_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  switch (jpeg->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
    case JWRN_TOO_MUCH_DATA: return;
    default: leave(jpeg);
  }
}

void ignore_output(j_common_ptr) {}

void watch_scans(j_common_ptr jpeg) {
  if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number <= most_scans) return;
  auto* errors = reinterpret_cast<JpegErrors*>(jpeg->err);
  std::snprintf(errors->message, sizeof errors->message, "more than %d scans", most_scans);
  std::longjmp(errors->place, 1);
}

/// A decompressor, freed however reading ends. Not copied: it holds pointers to its own members.
struct Decompressor {
  Decompressor() {
    jpeg.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = leave;
    errors.base.emit_message = take_message;
    errors.base.output_message = ignore_output;
    progress.progress_monitor = watch_scans;
  }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  ~Decompressor() { jpeg_destroy_decompress(&jpeg); }

  jpeg_decompress_struct jpeg{};
  JpegErrors errors;
  jpeg_progress_mgr progress{};
};

// Each is false where libjpeg jumped out with a message.
bool read_header(Decompressor& reader, const std::uint8_t* bytes, std::size_t count) {
  if (setjmp(reader.errors.place) != 0) return false;
  jpeg_create_decompress(&reader.jpeg);
  reader.jpeg.progress = &reader.progress;
  jpeg_mem_src(&reader.jpeg, bytes, count);
  jpeg_read_header(&reader.jpeg, TRUE);
  return true;
}

bool read_rows(Decompressor& reader, std::uint8_t* into) {
  if (setjmp(reader.errors.place) != 0) return false;
  jpeg_decompress_struct& jpeg = reader.jpeg;
  const bool grey = jpeg.jpeg_color_space == JCS_GRAYSCALE;
  const bool inks = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
  jpeg.out_color_space = grey ? JCS_GRAYSCALE : inks ? JCS_CMYK : JCS_RGB;
  jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&jpeg);
  const std::size_t row_bytes =
      std::size_t{jpeg.output_width} * static_cast<std::size_t>(jpeg.output_components);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = into + jpeg.output_scanline * row_bytes;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  return true;
}

// Stored is 255 minus the ink, so that colour and black multiply.
void to_rgb(Picture& picture) {
  const std::size_t n_pixels = picture.height * picture.width;
  for (std::size_t i = 0; i < n_pixels; ++i) {
    const unsigned black = picture.values[4 * i + 3];
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const unsigned product = picture.values[4 * i + channel] * black;
      picture.values[3 * i + channel] = static_cast<std::uint8_t>((product + 127) / 255);
    }
  }
  picture.channels = 3;
  picture.values.resize(3 * n_pixels);
}

}  // namespace

Picture decode_jpeg(std::span<const std::uint8_t> bytes, const std::filesystem::path& file) {
  Decompressor reader;
  const auto fail = [&] {
    throw DataError(file, fmt::format("wanted a whole JPEG picture, found a damaged one: {}; copy "
                                      "or export it again",
                                      excerpt(reader.errors.message)));
  };
  if (!read_header(reader, bytes.data(), bytes.size())) fail();
  Picture picture;
  picture.height = reader.jpeg.image_height;
  picture.width = reader.jpeg.image_width;
  check_pixels(picture.height, picture.width, file);
  const int components = reader.jpeg.num_components;
  if (components != 1 && components != 3 && components != 4) {
    throw DataError(file, fmt::format("wanted a JPEG picture of 1, 3 or 4 components, found {}; "
                                      "export it again",
                                      components));
  }
  picture.channels = static_cast<std::size_t>(components);
  picture.values.resize(picture.height * picture.width * picture.channels);
  if (!read_rows(reader, picture.values.data())) fail();
  if (picture.channels == 4) to_rgb(picture);
  return picture;
}

}  // namespace lucarne
