// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace lucarne {

/// The bytes of a file, or of what is packed in one, read in order.
class ByteStream {
 public:
  /// How many bytes a stream has from start to end: exactly so many, or at most.
  struct Size {
    std::uint64_t bytes = 0;
    bool exact = true;
  };

  explicit ByteStream(std::filesystem::path file) : file_(std::move(file)) {}
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  const std::filesystem::path& file() const { return file_; }
  virtual Size size() const = 0;

  /// Bytes handed out so far.
  std::uint64_t offset() const { return offset_; }

  /// "byte 16", and of what where that is not plainly the file.
  virtual std::string place(std::uint64_t offset) const;

  /// Up to into.size() bytes; 0 only at the end, after the checks that belong there.
  std::size_t read_some(std::span<std::byte> into);

  /// Fills `into` wholly; `what` names it in messages.
  /// throws: DataError if the stream ends before, Cancelled on a request to stop
  void read(std::span<std::byte> into, std::string_view what, const std::stop_token& stop = {});

  /// throws: DataError if anything follows
  void expect_end();

 private:
  virtual std::size_t next(std::span<std::byte> into) = 0;

  std::filesystem::path file_;
  std::uint64_t offset_ = 0;
};

/// Throws a DataError that says why this path is not a file that can be read (missing, with the
/// nearest name in its folder; a folder; a pipe), or returns its size.
std::uint64_t file_size_of(const std::filesystem::path& file);

/// Bytes `begin` to `end - 1` of a file as they are. requires: end is at most the file's size
std::unique_ptr<ByteStream> open_range(const std::filesystem::path& file, std::uint64_t begin,
                                       std::uint64_t end);

/// The content of a file, unpacked where it begins with the magic number of gzip.
std::unique_ptr<ByteStream> open_content(const std::filesystem::path& file);

}  // namespace lucarne
