// SPDX-License-Identifier: MIT
#include "data/data_error.hpp"
#include "data/excerpt.hpp"
#include "data/inflated_stream.hpp"
#include "data/little_endian.hpp"
#include "data/zip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace lucarne {
namespace {

/// Compares what comes out of a member with what the directory says about it.
class MemberStream final : public ByteStream {
 public:
  MemberStream(std::unique_ptr<ByteStream> content, const ZipMember& member)
      : ByteStream(content->file()), content_(std::move(content)), member_(member) {
    if (member_.size == 0) check_end();
  }

  Size size() const override { return {member_.size, true}; }

  std::string place(std::uint64_t offset) const override {
    return fmt::format("byte {} of member '{}'", offset, excerpt(member_.name));
  }

 private:
  std::size_t next(std::span<std::byte> into) override {
    const std::uint64_t left = member_.size - offset();
    if (left == 0) return 0;
    const std::size_t count = content_->read_some(
        into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left))));
    crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(into.data()), count);
    if (count == left) check_end();
    return count;
  }

  void check_end() {
    std::array<std::byte, 1> more{};
    if (content_->read_some(more) > 0) {
      throw DataError(file(), fmt::format("member '{}' goes on after the {} bytes that the zip "
                                          "directory promises; the file is damaged",
                                          excerpt(member_.name), member_.size));
    }
    if (crc_ != member_.crc) {
      throw DataError(file(), fmt::format("member '{}' has the checksum {:08x}, but the zip "
                                          "directory says {:08x}; the file is damaged",
                                          excerpt(member_.name), crc_, member_.crc));
    }
  }

  std::unique_ptr<ByteStream> content_;
  ZipMember member_;
  uLong crc_ = 0;
};

}  // namespace

std::unique_ptr<ByteStream> open_member(const std::filesystem::path& file,
                                        const ZipMember& member) {
  constexpr std::size_t header_size = 30;
  const std::uint64_t file_size = file_size_of(file);
  const auto refuse = [&](const std::string& why) {
    throw DataError(file, fmt::format("member '{}' {}", excerpt(member.name), why));
  };
  if (member.header_offset > file_size || file_size - member.header_offset < header_size) {
    refuse(fmt::format("is said to begin at byte {} of a file of {} bytes", member.header_offset,
                       file_size));
  }
  std::array<std::byte, header_size> header{};
  open_range(file, member.header_offset, file_size)->read(header, "a member's header");
  if (little_endian<4>(header, 0) != 0x04034b50) {
    refuse(fmt::format("has no header at byte {}", member.header_offset));
  }
  // The directory's other copies of name and sizes count; only these lengths may differ from it.
  const std::uint64_t begin = member.header_offset + header_size + little_endian<2>(header, 26) +
                              little_endian<2>(header, 28);
  if (begin > file_size || member.packed_size > file_size - begin) {
    refuse(
        fmt::format("is said to have {} bytes from byte {} on, in a file of {} bytes; the file "
                    "is truncated or damaged",
                    member.packed_size, begin, file_size));
  }
  const std::uint64_t factor = member.method == 0 ? 1 : largest_inflation;
  if (member.size > member.packed_size * factor) {
    refuse(fmt::format("promises {} bytes, more than {} packed bytes can hold", member.size,
                       member.packed_size));
  }
  std::unique_ptr<ByteStream> content = open_range(file, begin, begin + member.packed_size);
  if (member.method != 0) content = unpack_deflate(std::move(content));
  return std::make_unique<MemberStream>(std::move(content), member);
}

}  // namespace lucarne
