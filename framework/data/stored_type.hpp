// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lucarne {

/// How a file stores one number.
struct StoredType {
  char kind = 'u';       ///< as in numpy: b bool, u unsigned, i signed, f floating point
  std::size_t size = 1;  ///< bytes
  bool big_endian = false;

  /// Whether a value is a byte as it is, 0 to 255.
  bool is_byte() const { return size == 1 && kind != 'i'; }

  /// numpy's descr of the same type in little endian: "<f4", "|u1".
  std::string descr() const;
};

/// The type of a numpy descr; none where that is not bool, an integer or a float up to 64 bits.
std::optional<StoredType> stored_type(std::string_view descr);

/// Converts `to.size()` elements.
void convert(StoredType type, const std::byte* from, std::span<float> to);
void convert(StoredType type, const std::byte* from, std::span<double> to);

}  // namespace lucarne
