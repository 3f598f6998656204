// SPDX-License-Identifier: MIT
#include "data/npy.hpp"

#include "data_files.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lucarne;

namespace {

/// An NPY file written by hand: version, dictionary, elements.
std::string npy(const std::string& dictionary, const std::string& elements, int version = 1) {
  return "\x93NUMPY" + bytes_of({version, 0}) + little(dictionary.size(), version == 1 ? 2 : 4) +
         dictionary + elements;
}

std::string dictionary(const std::string& descr, const std::string& shape,
                       const std::string& fortran_order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran_order + ", 'shape': " + shape +
         ", }\n";
}

std::vector<float> floats_in(const std::string& content) {
  const TemporaryFolder folder;
  return read_npy(folder.file("a.npy", content)).as_float();
}

std::string npy_error(const std::string& content) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file("a.npy", content);
  return message_of(folder, [&] { read_npy(file); });
}

}  // namespace

TEST_CASE("an NPY file is read in every version", "[npy]") {
  for (const int version : {1, 2, 3}) {
    const TemporaryFolder folder;
    const std::string content =
        npy(dictionary("|u1", "(2, 3)"), bytes_of({1, 2, 3, 4, 5, 255}), version);
    const NpyArray array = read_npy(folder.file("a.npy", content));
    CHECK(array.type == "|u1");
    CHECK(array.shape == Shape{2, 3});
    CHECK(array.as_float() == std::vector<float>{1, 2, 3, 4, 5, 255});
  }
}

TEST_CASE("every real number type of NPY is read", "[npy]") {
  using Floats = std::vector<float>;
  CHECK(floats_in(npy(dictionary("|b1", "(2,)"), bytes_of({0, 1}))) == Floats{0, 1});
  CHECK(floats_in(npy(dictionary("|i1", "(2,)"), bytes_of({0x80, 0x7f}))) == Floats{-128, 127});
  CHECK(floats_in(npy(dictionary("<u2", "(1,)"), little(65535, 2))) == Floats{65535});
  CHECK(floats_in(npy(dictionary("<i2", "(1,)"), little(0xfffe, 2))) == Floats{-2});
  CHECK(floats_in(npy(dictionary("<u4", "(1,)"), little(3000000000, 4))) == Floats{3e9f});
  CHECK(floats_in(npy(dictionary("<i4", "(1,)"), little(0xffffffff, 4))) == Floats{-1});
  CHECK(floats_in(npy(dictionary("<u8", "(1,)"), little(std::uint64_t{1} << 63, 8))) ==
        Floats{9223372036854775808.0f});
  CHECK(floats_in(npy(dictionary("<i8", "(1,)"), little(~std::uint64_t{0}, 8))) == Floats{-1});
  CHECK(floats_in(npy(dictionary("<f4", "(1,)"), little(0x3fc00000, 4))) == Floats{1.5f});
  CHECK(floats_in(npy(dictionary("<f8", "(1,)"), little(0xc000000000000000, 8))) == Floats{-2});
}

TEST_CASE("half precision numbers are read as IEEE 754 defines them", "[npy]") {
  // 1, -2, largest 65504, smallest normal 2^-14, smallest subnormal 2^-24, -0, infinity
  const std::string elements = little(0x3c00, 2) + little(0xc000, 2) + little(0x7bff, 2) +
                               little(0x0400, 2) + little(0x0001, 2) + little(0x8000, 2) +
                               little(0x7c00, 2) + little(0x7e00, 2);
  const std::vector<float> values = floats_in(npy(dictionary("<f2", "(8,)"), elements));
  CHECK(std::vector<float>(values.begin(), values.begin() + 6) ==
        std::vector<float>{1, -2, 65504, 0x1p-14f, 0x1p-24f, 0});
  CHECK(std::signbit(values[5]));
  CHECK(values[6] == std::numeric_limits<float>::infinity());
  CHECK(std::isnan(values[7]));
}

TEST_CASE("big endian becomes little endian", "[npy]") {
  const TemporaryFolder folder;
  const NpyArray array =
      read_npy(folder.file("a.npy", npy(dictionary(">i4", "(2,)"), big(1) + big(70000))));
  CHECK(array.type == "<i4");
  CHECK(array.as_float() == std::vector<float>{1, 70000});
  CHECK(array.bytes.front() == std::byte{1});
}

TEST_CASE("Fortran order becomes C order", "[npy]") {
  // Element (i, j, k) of 2 x 3 x 2 is 100 i + 10 j + k, written with i running fastest.
  std::string elements;
  std::vector<float> expected;
  for (int k = 0; k < 2; ++k) {
    for (int j = 0; j < 3; ++j) {
      for (int i = 0; i < 2; ++i)
        elements += little(static_cast<unsigned>(100 * i + 10 * j + k), 2);
    }
  }
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k < 2; ++k) expected.push_back(static_cast<float>(100 * i + 10 * j + k));
    }
  }
  CHECK(floats_in(npy(dictionary("<i2", "(2, 3, 2)", "True"), elements)) == expected);
}

TEST_CASE("scalars and empty arrays are arrays too", "[npy]") {
  CHECK(floats_in(npy(dictionary("<f4", "()"), little(0x3f800000, 4))) == std::vector<float>{1});
  CHECK(floats_in(npy(dictionary("<f4", "(0, 7)"), "")).empty());
  CHECK(floats_in(npy(dictionary("<f4", "(3, 0)", "True"), "")).empty());
}

TEST_CASE("types that are no real numbers are refused by name", "[npy]") {
  CHECK(
      npy_error(npy(dictionary("<c8", "(1,)"), std::string(8, '\0'))) ==
      "a.npy: wanted bool, integers or floats of up to 64 bits, found numpy's type '<c8'; convert "
      "it with astype('float32')");
  CHECK(npy_error(npy(dictionary("|O", "(1,)"), "")).find("'|O'") != std::string::npos);
  CHECK(npy_error(
            npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", "abcd")) ==
        "a.npy: wanted a quoted text (arrays of records are not supported) in the NPY header at "
        "byte 20, found '[('x', '<f4')], 'fortran_order': False, ...'");
}

TEST_CASE("a damaged NPY header is refused with the offset", "[npy]") {
  CHECK(
      npy_error("PK\x03\x04 and so on") ==
      "a.npy: wanted the magic number of an NPY file (93 'NUMPY') at byte 0, found 50 4b 03 04 20 "
      "61");
  CHECK(npy_error("\x93NUM") ==
        "a.npy: ends at byte 4, where 2 of 6 bytes of the magic number are still to come; the file "
        "is truncated");
  CHECK(npy_error(npy(dictionary("<f4", "(1,)"), "abcd", 4)) ==
        "a.npy: wanted version 1, 2 or 3 of NPY at byte 6, found 4");
  CHECK(
      npy_error("\x93NUMPY" + bytes_of({2, 0}) + little(0xffffffff, 4) + "{") ==
      "a.npy: the NPY header says that it is 4294967295 bytes long, more than the file has or any "
      "header needs");
  CHECK(npy_error(npy("", "")) == "a.npy: wanted '{' in the NPY header at byte 10, found its end");
  CHECK(npy_error(npy("{'descr': '<f4'", "")) ==
        "a.npy: wanted ',' or '}' in the NPY header at byte 25, found its end");
  CHECK(npy_error(npy("{'descr': '<f4", "")) ==
        "a.npy: wanted a closing quote in the NPY header at byte 20, found ''<f4'");
  CHECK(npy_error(npy("{'descr': '<f4'}", "")) ==
        "a.npy: wanted 'descr', 'fortran_order' and 'shape' in the NPY header, found {'descr': "
        "'<f4'}");
  CHECK(npy_error(npy(dictionary("<f4", "(-1,)"), "")) ==
        "a.npy: wanted a size below 2^64 in the NPY header at byte 61, found '-1,), }?'");
  CHECK(npy_error(npy(dictionary("<f4", "(99999999999999999999,)"), ""))
            .find("wanted a size below 2^64") != std::string::npos);
  CHECK(npy_error(npy(dictionary("<f4", "(1,)", "Maybe"), ""))
            .find("wanted True or False in the NPY header at byte 44") != std::string::npos);
  CHECK(npy_error(npy("{'color': 1}", "")).find("'descr', 'fortran_order' or 'shape'") !=
        std::string::npos);
}

TEST_CASE("an NPY shape that the file cannot hold is refused", "[npy]") {
  CHECK(npy_error(npy(dictionary("<f4", "(2,)"), "abcd")) ==
        "a.npy: ends at byte 72, but its header (2, 4 bytes each) promises 76 bytes; the file is "
        "truncated or the header wrong");
  CHECK(npy_error(npy(dictionary("<f4", "(1,)"), "abcde")) ==
        "a.npy: has 73 bytes, but its header (1, 4 bytes each) promises only 72; the header is "
        "wrong or something was appended at byte 72");
  CHECK(npy_error(npy(dictionary("<f4", "(4294967296, 4294967296)"), ""))
            .find("promises more bytes than 64 bits can count") != std::string::npos);
  std::string ones = "(";
  for (int i = 0; i < 65; ++i) ones += "1,";
  CHECK(npy_error(npy(dictionary("<f4", ones + ")"), "abcd")).find("wanted at most 64 sizes") !=
        std::string::npos);
}

TEST_CASE("an NPY file that is written is read back the same", "[npy]") {
  const TemporaryFolder folder;
  const std::vector<float> values = {0, -1.5f, 3e38f, 1e-40f, 5, 6};
  const auto* const bytes = reinterpret_cast<const std::byte*>(values.data());
  for (const Shape& shape : {Shape{6}, Shape{2, 3}, Shape{1, 6, 1}}) {
    const std::string content = npy_file("<f4", shape, bytes, 24);
    const NpyArray array = read_npy(folder.file("a.npy", content));
    CHECK(array.shape == shape);
    CHECK(array.type == "<f4");
    CHECK(array.as_float() == values);
    // Elements begin on a multiple of 64, so that the file can be mapped into memory.
    CHECK((content.size() - 24) % 64 == 0);
    CHECK(content.find('\n') == content.size() - 25);
  }
  CHECK(read_npy(folder.file("a.npy", npy_file("<f4", {}, bytes, 4))).shape.empty());
  CHECK(read_npy(folder.file("a.npy", npy_file("<f4", {0, 3}, nullptr, 0))).bytes.empty());
}

TEST_CASE("an NPY header is the dictionary that numpy writes", "[npy]") {
  const std::byte bytes[2] = {};
  CHECK(npy_file("|u1", {2}, bytes, 2).substr(10, 57) ==
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2, ), ");
}

TEST_CASE("an NPY file of the wrong size is not written", "[npy]") {
  const TemporaryFolder folder;
  const std::byte bytes[8] = {};
  CHECK(message_of(folder, [&] { npy_file("<f4", {3}, bytes, 8); }) ==
        "8 bytes are no array of 3 numbers of numpy's type '<f4'");
  CHECK(message_of(folder, [&] { npy_file("float", {2}, bytes, 8); }) ==
        "8 bytes are no array of 2 numbers of numpy's type 'float'");
}
