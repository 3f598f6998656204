// SPDX-License-Identifier: MIT
#include "data_files.hpp"

#include "data/idx.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

std::vector<double> doubles_in(const std::filesystem::path& file) {
  StoredArray array = open_idx(file);
  return read_doubles(array);
}

std::string idx_error(const std::string& content) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file("a.idx", content);
  return message_of(folder, [&] { doubles_in(file); });
}

}  // namespace

TEST_CASE("an IDX file gives its sizes and its numbers in order", "[idx]") {
  const TemporaryFolder folder;
  const std::string content = idx_header(8, {2, 1, 3}) + bytes_of({0, 1, 2, 127, 128, 255});
  StoredArray array = open_idx(folder.file("a.idx", content));
  CHECK(array.shape == Shape{2, 1, 3});
  const ItemValues values = read_values(array, {});
  REQUIRE(values.bytes.span().size() == 6);
  CHECK(values.bytes.span()[3] == 127);
  CHECK(values.bytes.span()[5] == 255);
}

TEST_CASE("gzip is told by its magic number and not by the file name", "[idx]") {
  const TemporaryFolder folder;
  const std::string content = idx_header(8, {3}) + bytes_of({5, 0, 4});
  const std::vector<double> expected = {5, 0, 4};
  CHECK(doubles_in(folder.file("plain.gz", content)) == expected);
  CHECK(doubles_in(folder.file("packed.idx", gzip(content))) == expected);
}

TEST_CASE("gzip members that follow one another are one file", "[idx]") {
  const TemporaryFolder folder;
  const std::string content = gzip(idx_header(8, {3}) + bytes_of({5})) + gzip(bytes_of({0, 4}));
  CHECK(doubles_in(folder.file("a.gz", content)) == std::vector<double>{5, 0, 4});
}

TEST_CASE("every number type of IDX is read, most significant byte first", "[idx]") {
  const TemporaryFolder folder;
  // 1.5f is 3fc00000; -2.0 is c000000000000000 (IEEE 754).
  CHECK(doubles_in(folder.file("i1", idx_header(0x09, {2}) + bytes_of({0xff, 0x7f}))) ==
        std::vector<double>{-1, 127});
  CHECK(doubles_in(folder.file("i2", idx_header(0x0b, {2}) + bytes_of({0x01, 0x02, 0xff, 0xfe}))) ==
        std::vector<double>{258, -2});
  CHECK(doubles_in(folder.file("i4", idx_header(0x0c, {1}) + big(70000))) ==
        std::vector<double>{70000});
  CHECK(doubles_in(folder.file("f4", idx_header(0x0d, {1}) + big(0x3fc00000))) ==
        std::vector<double>{1.5});
  CHECK(doubles_in(folder.file("f8", idx_header(0x0e, {1}) + big(0xc000000000000000, 8))) ==
        std::vector<double>{-2.0});
}

TEST_CASE("a file that is no IDX file is refused with the bytes found", "[idx]") {
  CHECK(idx_error("\x89PNG and so on") ==
        "a.idx: wanted the magic number of an IDX file at byte 0 (00 00, a type of 08, 09, 0b, 0c, "
        "0d or 0e, the number of dimensions), found 89 50 4e 47");
  CHECK(idx_error(idx_header(7, {1}) + "x").find("found 00 00 07 01") != std::string::npos);
  CHECK(idx_error(idx_header(8, {})).find("found 00 00 08 00") != std::string::npos);
  CHECK(idx_error(gzip("no IDX")).find("at byte 0 of the unpacked content") != std::string::npos);
}

TEST_CASE("a file that ends within its header is refused with the offset", "[idx]") {
  CHECK(idx_error("") ==
        "a.idx: ends at byte 0, where 4 of 4 bytes of the magic number are still to come; the file "
        "is truncated");
  CHECK(
      idx_error(bytes_of({0, 0, 8, 2, 0, 0, 0, 1, 0})) ==
      "a.idx: ends at byte 9, where 3 of 4 bytes of the dimensions are still to come; the file is "
      "truncated");
}

TEST_CASE("a header that promises more than the file has is refused", "[idx]") {
  CHECK(idx_error(idx_header(8, {4}) + "abc") ==
        "a.idx: ends at byte 11, but its header (4, 1 bytes each) promises 12 bytes; the file is "
        "truncated or the header wrong");
  CHECK(
      idx_error(idx_header(8, {0xffffffff, 0xffffffff, 0xffffffff})) ==
      "a.idx: its header (4294967295 x 4294967295 x 4294967295, 1 bytes each) promises more bytes "
      "than 64 bits can count");
}

TEST_CASE("bytes after the end of an IDX array are refused", "[idx]") {
  CHECK(idx_error(idx_header(8, {2}) + "abc") ==
        "a.idx: has 11 bytes, but its header (2, 1 bytes each) promises only 10; the header is "
        "wrong or something was appended at byte 10");
  CHECK(idx_error(gzip(idx_header(8, {2}) + "abc")) ==
        "a.idx: goes on after byte 10 of the unpacked content, where its header says that it ends; "
        "the header is wrong or something was appended");
}

TEST_CASE("a packed header that no packed data could fulfil is refused at once", "[idx]") {
  const std::string lie = gzip(idx_header(8, {1000000, 1000}) + "abc");
  const std::string message = idx_error(lie);
  CHECK(message ==
        "a.idx: its header (1000000 x 1000, 1 bytes each) promises 1000000012 bytes, but "
        "the compressed data can hold at most " +
            std::to_string(lie.size() * 1032) + "; the header is wrong or the file is truncated");
}

TEST_CASE("packed content that is shorter than its header promises is refused", "[idx]") {
  CHECK(idx_error(gzip(idx_header(8, {4}) + "abc")) ==
        "a.idx: ends at byte 11 of the unpacked content, where 1 of 4 bytes of values are still to "
        "come; the file is truncated");
}

TEST_CASE("a gzip file is refused wherever it is cut off", "[idx]") {
  const std::string whole =
      gzip(idx_header(8, {40}) + std::string(20, 'a') + "some other letters 7");
  // Two bytes are needed to know gzip at all.
  for (std::size_t size = 2; size < whole.size(); ++size) {
    CHECK(idx_error(whole.substr(0, size)) == "a.idx: ends within its compressed data at byte " +
                                                  std::to_string(size) +
                                                  "; fetch or write the file again");
  }
  CHECK(idx_error(whole) == "nothing thrown");
}

TEST_CASE("damaged gzip data never passes, whichever byte is changed", "[idx]") {
  const std::string whole =
      gzip(idx_header(8, {40}) + std::string(20, 'a') + "some other letters 7");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    // Modification time, extra flags and system (RFC 1952: bytes 4 to 9) mean nothing to us, nor
    // does the lowest of the header's flags, "probably text".
    if (i >= 4 && i <= 9) continue;
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    INFO("byte " << i);
    CHECK(idx_error(damaged) != "nothing thrown");
  }
}

TEST_CASE("bytes after the last gzip member are refused with their place", "[idx]") {
  const std::string whole = gzip(idx_header(8, {1}) + "a");
  CHECK(idx_error(whole + "tail") == "a.idx: goes on at byte " + std::to_string(whole.size()) +
                                         " of the packed data, after its end; something was "
                                         "appended");
}

TEST_CASE("what is no file is refused by kind", "[idx]") {
  const TemporaryFolder folder;
  folder.file("train-images.idx", "");
  CHECK(message_of(folder, [&] { open_idx(folder.path() / "train-image.idx"); }) ==
        "train-image.idx: no such file, did you mean 'train-images.idx'?");
  CHECK(message_of(folder, [&] { open_idx(folder.path() / "q"); }) == "q: no such file");
  CHECK(message_of(folder, [&] { open_idx(folder.path() / "no" / "folder"); }) ==
        "no/folder: no such file");
  std::filesystem::create_directory(folder.path() / "set");
  CHECK(message_of(folder, [&] { open_idx(folder.path() / "set"); }) ==
        "set: wanted a file, found a folder");
  CHECK(message_of(folder, [] { open_idx("/dev/zero"); }) ==
        "/dev/zero: wanted a regular file, found a pipe, socket or device");
}

TEST_CASE("reading stops on request", "[idx]") {
  const TemporaryFolder folder;
  StoredArray array = open_idx(folder.file("a.idx", idx_header(8, {2}) + "ab"));
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(read_values(array, stop.get_token()), Cancelled);
}
