// SPDX-License-Identifier: MIT
#pragma once

#include "data/byte_stream.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lucarne {

/// A file within a zip file, as the zip's directory describes it.
struct ZipMember {
  std::string name;
  unsigned method = 0;  ///< 0 stored, 8 deflated
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t header_offset = 0;
};

/// The directory of a zip file, zip64 included.
/// throws: DataError with the offset for a file that is no zip file or is damaged
/// source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 4.3
std::vector<ZipMember> zip_members(const std::filesystem::path& file);

/// The unpacked content of a member; its size and checksum are compared with the directory.
std::unique_ptr<ByteStream> open_member(const std::filesystem::path& file, const ZipMember& member);

}  // namespace lucarne
