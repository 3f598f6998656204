// SPDX-License-Identifier: MIT
#include "data/zip.hpp"

#include "data/data_error.hpp"
#include "data/excerpt.hpp"
#include "data/little_endian.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lucarne {
namespace {

constexpr std::size_t end_record_size = 22;
constexpr std::size_t locator64_size = 20;
constexpr std::size_t end_record64_size = 56;
constexpr std::size_t entry_size = 46;
constexpr std::uint64_t in_zip64_field = 0xffffffff;

struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint64_t n_members = 0;
};

std::vector<std::byte> read_range(const std::filesystem::path& file, std::uint64_t begin,
                                  std::uint64_t end) {
  std::vector<std::byte> bytes(end - begin);
  open_range(file, begin, end)->read(bytes, "the zip directory");
  return bytes;
}

Directory find_directory(const std::filesystem::path& file, std::uint64_t file_size) {
  // The end record is followed by a comment of up to 65535 bytes only.
  const std::uint64_t reach = std::min<std::uint64_t>(file_size, end_record_size + 65535);
  const std::vector<std::byte> tail = read_range(file, file_size - reach, file_size);
  std::optional<std::size_t> end;
  for (std::size_t at = tail.size() - std::min(tail.size(), end_record_size) + 1; at-- > 0;) {
    if (tail.size() - at < end_record_size || little_endian<4>(tail, at) != 0x06054b50) continue;
    if (at + end_record_size + little_endian<2>(tail, at + 20) != tail.size()) continue;
    end = at;
    break;
  }
  if (!end) {
    throw DataError(file,
                    "wanted the end record of a zip file in its last bytes, found none; the "
                    "file is truncated or no NPZ file");
  }
  Directory directory{little_endian<4>(tail, *end + 16), little_endian<4>(tail, *end + 12),
                      little_endian<2>(tail, *end + 10)};
  if (*end < locator64_size || little_endian<4>(tail, *end - locator64_size) != 0x07064b50) {
    return directory;
  }
  const std::uint64_t offset64 = little_endian<8>(tail, *end - locator64_size + 8);
  if (offset64 > file_size || file_size - offset64 < end_record64_size) {
    throw DataError(file, fmt::format("its zip64 end record is said to lie at byte {} of {}; the "
                                      "file is damaged",
                                      offset64, file_size));
  }
  const std::vector<std::byte> end64 = read_range(file, offset64, offset64 + end_record64_size);
  if (little_endian<4>(end64, 0) != 0x06064b50) {
    throw DataError(
        file, fmt::format("has no zip64 end record at byte {}; the file is damaged", offset64));
  }
  return {little_endian<8>(end64, 48), little_endian<8>(end64, 40), little_endian<8>(end64, 32)};
}

// Sizes that need more than 32 bits lie in an extra field (type 1), in this order, each only where
// its 32-bit place is all ones.
void take_zip64_sizes(std::span<const std::byte> extra, ZipMember& member) {
  std::size_t at = 0;
  while (at + 4 <= extra.size()) {
    const std::uint64_t type = little_endian<2>(extra, at);
    const std::size_t length = little_endian<2>(extra, at + 2);
    at += 4;
    if (length > extra.size() - at) return;
    if (type == 1) {
      std::size_t used = 0;
      for (std::uint64_t* size : {&member.size, &member.packed_size, &member.header_offset}) {
        if (*size != in_zip64_field || used + 8 > length) continue;
        *size = little_endian<8>(extra, at + used);
        used += 8;
      }
    }
    at += length;
  }
}

void check_supported(const std::filesystem::path& file, const ZipMember& member, bool encrypted) {
  if (encrypted || (member.method != 0 && member.method != 8)) {
    throw DataError(file, fmt::format("wanted members that are stored or deflated, found '{}' {}; "
                                      "write it with numpy.savez or numpy.savez_compressed",
                                      excerpt(member.name),
                                      encrypted ? std::string("encrypted")
                                                : fmt::format("with method {}", member.method)));
  }
}

ZipMember member_of(std::span<const std::byte> entry) {
  ZipMember member;
  const std::size_t name_size = little_endian<2>(entry, 28);
  member.name.assign(reinterpret_cast<const char*>(entry.data()) + entry_size, name_size);
  member.method = static_cast<unsigned>(little_endian<2>(entry, 10));
  member.crc = static_cast<std::uint32_t>(little_endian<4>(entry, 16));
  member.packed_size = little_endian<4>(entry, 20);
  member.size = little_endian<4>(entry, 24);
  member.header_offset = little_endian<4>(entry, 42);
  take_zip64_sizes(entry.subspan(entry_size + name_size, little_endian<2>(entry, 30)), member);
  return member;
}

// Bytes of the directory entry at the start of `rest`; 0 where there is no whole one.
std::size_t size_of_entry(std::span<const std::byte> rest) {
  if (rest.size() < entry_size || little_endian<4>(rest, 0) != 0x02014b50) return 0;
  const std::size_t size = entry_size + little_endian<2>(rest, 28) + little_endian<2>(rest, 30) +
                           little_endian<2>(rest, 32);
  return size <= rest.size() ? size : 0;
}

}  // namespace

std::vector<ZipMember> zip_members(const std::filesystem::path& file) {
  const std::uint64_t file_size = file_size_of(file);
  const Directory directory = find_directory(file, file_size);
  if (directory.offset > file_size || directory.size > file_size - directory.offset) {
    throw DataError(file, fmt::format("its zip directory is said to have {} bytes from byte {} on, "
                                      "in a file of {} bytes; the file is truncated or damaged",
                                      directory.size, directory.offset, file_size));
  }
  const std::vector<std::byte> bytes =
      read_range(file, directory.offset, directory.offset + directory.size);
  std::vector<ZipMember> members;
  std::uint64_t packed_bytes = 0;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < directory.n_members; ++i) {
    const std::span<const std::byte> rest = std::span(bytes).subspan(at);
    const std::size_t size = size_of_entry(rest);
    if (size == 0) {
      throw DataError(file, fmt::format("wanted entry {} of {} of the zip directory at byte {}, "
                                        "found something else; the file is damaged",
                                        i + 1, directory.n_members, directory.offset + at));
    }
    const std::span<const std::byte> entry = rest.first(size);
    members.push_back(member_of(entry));
    check_supported(file, members.back(), (little_endian<2>(entry, 8) & 1) != 0);
    // Members that share their packed bytes are how a small file unpacks to a huge one.
    if (__builtin_add_overflow(packed_bytes, members.back().packed_size, &packed_bytes) ||
        packed_bytes > file_size) {
      throw DataError(file,
                      "its zip directory promises more packed bytes than the file has; the "
                      "file is damaged");
    }
    at += size;
  }
  return members;
}

}  // namespace lucarne
