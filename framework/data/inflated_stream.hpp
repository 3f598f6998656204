// SPDX-License-Identifier: MIT
#pragma once

#include "data/byte_stream.hpp"

#include <memory>

namespace lucarne {

/// The most that deflate can pack into one byte: 258 bytes take at least two bits.
/// source: zlib's technical details, "maximum compression factor"
inline constexpr std::uint64_t largest_inflation = 1032;

/// The content of a gzip file, its members one after the other. At the end, sizes and checksums
/// have been compared.
std::unique_ptr<ByteStream> unpack_gzip(std::unique_ptr<ByteStream> packed);

/// The content of a bare deflate stream, as zip files hold them.
std::unique_ptr<ByteStream> unpack_deflate(std::unique_ptr<ByteStream> packed);

}  // namespace lucarne
