// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lucarne {

/// The unsigned number in `n_bytes` bytes from `offset` on, least significant byte first.
template <std::size_t n_bytes>
std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint64_t number = 0;
  for (std::size_t i = n_bytes; i-- > 0;) {
    number = number << 8 | std::to_integer<std::uint64_t>(bytes[offset + i]);
  }
  return number;
}

}  // namespace lucarne
