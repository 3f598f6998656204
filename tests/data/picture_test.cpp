// SPDX-License-Identifier: MIT
#include "data_files.hpp"
#include "support/write_jpeg.hpp"
#include "support/write_png.hpp"

#include "data/images/picture.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

using Bytes = std::vector<int>;

Bytes numbers(const std::vector<std::uint8_t>& values) { return {values.begin(), values.end()}; }

Bytes values_of(const std::string& name, const std::string& content, const PictureForm& form = {}) {
  const TemporaryFolder folder;
  const Picture picture = read_picture(folder.file(name, content), form);
  std::vector<std::uint8_t> values(picture.values.size());
  write_values(picture, form, values);
  return numbers(values);
}

std::string picture_error(const std::string& name, const std::string& content,
                          const PictureForm& form = {}) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file(name, content);
  return message_of(folder, [&] { read_picture(file, form); });
}

PictureForm in_rows() {
  PictureForm form;
  form.order = PictureForm::Order::hwc;
  return form;
}

PictureForm in_grey() {
  PictureForm form;
  form.channels = PictureForm::Channels::grey;
  return form;
}

bool close(const Bytes& found, const Bytes& wanted, int slack) {
  if (found.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::abs(found[i] - wanted[i]) > slack) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("every kind of PNG becomes 8 bits of red, green and blue", "[picture]") {
  const PictureForm form = in_rows();
  CHECK(values_of("a.png", PngFile{1, 2, 8, 2, {1, 2, 3, 250, 251, 252}}.bytes(), form) ==
        Bytes{1, 2, 3, 250, 251, 252});
  // Grey three times over; alpha left out, whatever it is.
  CHECK(values_of("a.png", PngFile{1, 2, 8, 0, {7, 9}}.bytes(), form) == Bytes{7, 7, 7, 9, 9, 9});
  CHECK(values_of("a.png", PngFile{1, 2, 8, 4, {7, 0, 9, 255}}.bytes(), form) ==
        Bytes{7, 7, 7, 9, 9, 9});
  CHECK(values_of("a.png", PngFile{1, 1, 8, 6, {1, 2, 3, 0}}.bytes(), form) == Bytes{1, 2, 3});
  // Two bits: 0, 1, 2 and 3 thirds of 255; the byte is 00 01 10 11.
  CHECK(values_of("a.png", PngFile{1, 4, 2, 0, {0x1B}}.bytes(), in_grey()) ==
        Bytes{0, 85, 170, 255});
  // 16 bits: v / 257, rounded: 0x0180 / 257 = 1.49, 0x0181 / 257 = 1.50 up.
  CHECK(values_of("a.png", PngFile{1, 3, 16, 0, {0x01, 0x80, 0x01, 0x82, 0xFF, 0xFF}}.bytes(),
                  in_grey()) == Bytes{1, 2, 255});
  PngFile palette{1, 3, 8, 3, {1, 0, 1}};
  palette.chunks = {{"PLTE", bytes_of({10, 20, 30, 40, 50, 60})}, {"tRNS", bytes_of({0})}};
  CHECK(values_of("a.png", palette.bytes(), form) == Bytes{40, 50, 60, 10, 20, 30, 40, 50, 60});
}

TEST_CASE("channels stand in the order that the network takes", "[picture]") {
  const std::string file = PngFile{1, 2, 8, 2, {1, 2, 3, 4, 5, 6}}.bytes();
  PictureForm form;
  CHECK(values_of("a.png", file, form) == Bytes{1, 4, 2, 5, 3, 6});
  form.channels = PictureForm::Channels::bgr;
  CHECK(values_of("a.png", file, form) == Bytes{3, 6, 2, 5, 1, 4});
  form.order = PictureForm::Order::hwc;
  CHECK(values_of("a.png", file, form) == Bytes{3, 2, 1, 6, 5, 4});
}

TEST_CASE("grey is the luma of BT.601", "[picture]") {
  // 0.299 R + 0.587 G + 0.114 B: 76.2, 149.7, 29.1 of pure 255; white stays white.
  const Bytes colours{255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255};
  CHECK(values_of("a.png", PngFile{1, 4, 8, 2, colours}.bytes(), in_grey()) ==
        Bytes{76, 150, 29, 255});
}

TEST_CASE("grey, colour and CMYK JPEG files are read", "[picture]") {
  CHECK(close(values_of("a.jpg", jpeg_bytes(8, 8, 1, Bytes(64, 77)), in_grey()), Bytes(64, 77), 0));
  Bytes colour;
  for (int i = 0; i < 64; ++i) colour.insert(colour.end(), {200, 100, 50});
  CHECK(close(values_of("a.JPEG", jpeg_bytes(8, 8, 3, colour), in_rows()), colour, 1));
  // Inks stored as 255 minus ink: (200, 100, 50) and black 128 give 200 * 128 / 255 = 100 ...
  Bytes inks, expected;
  for (int i = 0; i < 64; ++i) {
    inks.insert(inks.end(), {200, 100, 50, 128});
    expected.insert(expected.end(), {100, 50, 25});
  }
  CHECK(close(values_of("a.jpg", jpeg_bytes(8, 8, 4, inks), in_rows()), expected, 1));
}

TEST_CASE("an Exif orientation turns a picture only where that is asked for", "[picture]") {
  // Flat corners of 8 x 8 pixels, which JPEG keeps: a b / c d, twice as wide as high in all.
  const unsigned height = 16, width = 16;
  Bytes samples;
  for (unsigned y = 0; y < height; ++y) {
    for (unsigned x = 0; x < width; ++x)
      samples.push_back(y < 8 ? (x < 8 ? 0 : 60) : (x < 8 ? 120 : 240));
  }
  // What stands in the four corners once upright, by the table of the Exif standard.
  const std::vector<Bytes> corners{{0, 60, 120, 240}, {60, 0, 240, 120}, {240, 120, 60, 0},
                                   {120, 240, 0, 60}, {0, 120, 60, 240}, {120, 0, 240, 60},
                                   {240, 60, 120, 0}, {60, 240, 0, 120}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string file = jpeg_bytes(height, width, 1, samples, orientation);
    PictureForm form = in_grey();
    const auto at_corners = [&] {
      const Bytes all = values_of("a.jpg", file, form);
      return Bytes{all[0], all[15], all[15 * 16], all[255]};
    };
    INFO("orientation " << orientation);
    CHECK(close(at_corners(), corners[0], 1));
    form.upright = true;
    CHECK(close(at_corners(), corners[static_cast<std::size_t>(orientation - 1)], 1));
  }
}

TEST_CASE("a damaged Exif block is passed over", "[picture]") {
  const std::string good = jpeg_bytes(8, 8, 1, Bytes(64, 9), 6);
  const std::size_t exif = good.find("Exif");
  PictureForm form = in_grey();
  form.upright = true;
  for (std::size_t at = exif; at < exif + 32; ++at) {
    for (const int byte : {0x00, 0xFF}) {
      std::string damaged = good;
      damaged[at] = static_cast<char>(byte);
      CHECK(values_of("a.jpg", damaged, form) == Bytes(64, 9));
    }
  }
}

TEST_CASE("what is no whole picture is refused with the file's name", "[picture]") {
  const std::string png = plain_png(4, 4, {1, 2, 3});
  const std::string jpeg = jpeg_bytes(16, 16, 1, Bytes(256, 77));
  CHECK(picture_error("a.png", "") ==
        "a.png: wanted a PNG or JPEG picture, found an empty file; copy it again");
  CHECK(
      picture_error("a.png", "GIF89a...") ==
      "a.png: wanted a PNG or JPEG picture, found content that is neither; convert it, or move it "
      "out of the folder");
  CHECK(picture_error("a.jpg", png) ==
        "a.jpg: holds a PNG picture, found the name ending '.jpg'; rename it");
  CHECK(picture_error("a.png", jpeg) ==
        "a.png: holds a JPEG picture, found the name ending '.png'; rename it");
  CHECK(picture_error("a.png", png.substr(0, png.size() - 20)) ==
        "a.png: wanted a whole PNG picture, found a damaged one: the file is truncated; copy or "
        "export it again");
  CHECK_THAT(
      picture_error("a.jpg", jpeg.substr(0, jpeg.size() - 4)),
      Catch::StartsWith("a.jpg: wanted a whole JPEG picture, found a damaged one: Premature"));
  std::string flipped = png;
  flipped[png.find("IDAT") + 8] = static_cast<char>(flipped[png.find("IDAT") + 8] ^ 0x55);
  CHECK_THAT(picture_error("a.png", flipped),
             Catch::StartsWith("a.png: wanted a whole PNG picture, found a damaged one: "));
}

TEST_CASE("a header that claims too many pixels is refused before memory is taken", "[picture]") {
  const PngFile bomb{100'000, 100'000, 8, 6, {}};
  CHECK(picture_error("a.png", bomb.bytes()) ==
        "a.png: wanted a picture of 1 to 100000000 pixels, found a header that says 100000 x "
        "100000; make it smaller, or export it again");
  std::string jpeg = jpeg_bytes(8, 8, 1, Bytes(64, 77));
  const std::size_t frame = jpeg.find("\xFF\xC0");
  jpeg.replace(frame + 5, 4, "\xFD\xE8\xFD\xE8");  // 65000 x 65000
  CHECK(picture_error("a.jpg", jpeg) ==
        "a.jpg: wanted a picture of 1 to 100000000 pixels, found a header that says 65000 x 65000; "
        "make it smaller, or export it again");
}

TEST_CASE("pictures damaged anywhere are read or refused, and never crash", "[picture]") {
  Bytes samples;
  for (int i = 0; i < 16 * 16 * 3; ++i) samples.push_back(i * 37 % 256);
  const std::vector<std::pair<std::string, std::string>> files{
      {"a.png", PngFile{16, 16, 8, 2, samples}.bytes()},
      {"a.jpg", jpeg_bytes(16, 16, 3, samples, 3)}};
  std::size_t refused = 0;
  for (const auto& [name, whole] : files) {
    for (std::size_t at = 0; at < whole.size(); at += 3) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0xFF);
      refused += picture_error(name, damaged) != "nothing thrown";
      refused += picture_error(name, whole.substr(0, at)) != "nothing thrown";
    }
  }
  CHECK(refused > 500);
}
