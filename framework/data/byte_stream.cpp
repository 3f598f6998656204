// SPDX-License-Identifier: MIT
#include "data/byte_stream.hpp"

#include "data/data_error.hpp"
#include "data/inflated_stream.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

namespace lucarne {
namespace {

class FileRange final : public ByteStream {
 public:
  FileRange(const std::filesystem::path& file, std::uint64_t begin, std::uint64_t end)
      : ByteStream(file), begin_(begin), size_(end - begin) {
    errno = 0;
    in_.open(file, std::ios::binary);
    if (!in_) {
      throw DataError(file, "cannot be opened: " + std::generic_category().message(errno));
    }
    in_.seekg(static_cast<std::streamoff>(begin));
  }

  Size size() const override { return {size_, true}; }

  std::string place(std::uint64_t offset) const override {
    return ByteStream::place(begin_ + offset);
  }

 private:
  std::size_t next(std::span<std::byte> into) override {
    const std::uint64_t wanted = std::min<std::uint64_t>({into.size(), size_ - offset(), piece});
    in_.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(wanted));
    return static_cast<std::size_t>(in_.gcount());
  }

  // Between two pieces a reader notices that it shall stop.
  static constexpr std::uint64_t piece = std::uint64_t{1} << 22;

  std::ifstream in_;
  std::uint64_t begin_;
  std::uint64_t size_;
};

std::string missing_file(const std::filesystem::path& file) {
  std::vector<std::string> neighbours;
  std::error_code failed;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    neighbours.push_back(entry->path().filename().string());
    if (neighbours.size() == 1000) break;
  }
  std::ranges::sort(neighbours);
  const std::string near = nearest(file.filename().string(), neighbours);
  return near.empty() ? "no such file" : "no such file, did you mean '" + near + "'?";
}

}  // namespace

std::string ByteStream::place(std::uint64_t offset) const { return fmt::format("byte {}", offset); }

std::size_t ByteStream::read_some(std::span<std::byte> into) {
  const std::size_t count = next(into);
  offset_ += count;
  return count;
}

void ByteStream::read(std::span<std::byte> into, std::string_view what,
                      const std::stop_token& stop) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    if (stop.stop_requested()) throw Cancelled();
    const std::size_t count = read_some(into.subspan(filled));
    if (count == 0) {
      throw DataError(file_,
                      fmt::format("ends at {}, where {} of {} bytes of {} are still to come; "
                                  "the file is truncated",
                                  place(offset_), into.size() - filled, into.size(), what));
    }
    filled += count;
  }
}

void ByteStream::expect_end() {
  const std::uint64_t end = offset_;
  std::array<std::byte, 1> more{};
  if (read_some(more) > 0) {
    throw DataError(file_, fmt::format("goes on after {}, where its header says that it ends; the "
                                       "header is wrong or something was appended",
                                       place(end)));
  }
}

std::uint64_t file_size_of(const std::filesystem::path& file) {
  std::error_code failed;
  const std::filesystem::file_status status = std::filesystem::status(file, failed);
  if (!std::filesystem::exists(status)) {
    if (failed && failed != std::errc::no_such_file_or_directory &&
        failed != std::errc::not_a_directory) {
      throw DataError(file, "cannot be read: " + failed.message());
    }
    throw DataError(file, missing_file(file));
  }
  if (std::filesystem::is_directory(status)) {
    throw DataError(file, "wanted a file, found a folder");
  }
  // A pipe or a device could make us wait for ever.
  if (!std::filesystem::is_regular_file(status)) {
    throw DataError(file, "wanted a regular file, found a pipe, socket or device");
  }
  const std::uintmax_t size = std::filesystem::file_size(file, failed);
  if (failed) throw DataError(file, "cannot be read: " + failed.message());
  return size;
}

std::unique_ptr<ByteStream> open_range(const std::filesystem::path& file, std::uint64_t begin,
                                       std::uint64_t end) {
  return std::make_unique<FileRange>(file, begin, end);
}

std::unique_ptr<ByteStream> open_content(const std::filesystem::path& file) {
  const std::uint64_t size = file_size_of(file);
  std::array<std::byte, 2> magic{};
  const bool has_magic = open_range(file, 0, size)->read_some(magic) == magic.size();
  std::unique_ptr<ByteStream> bytes = open_range(file, 0, size);
  if (has_magic && magic == std::array{std::byte{0x1f}, std::byte{0x8b}}) {
    return unpack_gzip(std::move(bytes));
  }
  return bytes;
}

}  // namespace lucarne
