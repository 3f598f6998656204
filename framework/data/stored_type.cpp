// SPDX-License-Identifier: MIT
#include "data/stored_type.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace lucarne {
namespace {

/// An IEEE 754 binary16 number by its bits.
struct Half {
  std::uint16_t bits;

  explicit operator float() const {
    const int exponent = (bits >> 10) & 0x1f;
    const int fraction = bits & 0x3ff;
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000) << 16;
    if (exponent == 0x1f) {
      return std::bit_cast<float>(sign | 0x7f800000u |
                                  (static_cast<std::uint32_t>(fraction) << 13));
    }
    const float size = exponent == 0
                           ? std::ldexp(static_cast<float>(fraction), -24)
                           : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
    return sign == 0 ? size : -size;
  }
  explicit operator double() const { return static_cast<float>(*this); }
};

template <typename Stored, typename Number>
void convert_all(bool swap, const std::byte* from, std::span<Number> to) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    std::array<std::byte, sizeof(Stored)> bytes;
    std::memcpy(bytes.data(), from + i * sizeof(Stored), sizeof(Stored));
    if (swap) std::ranges::reverse(bytes);
    to[i] = static_cast<Number>(std::bit_cast<Stored>(bytes));
  }
}

template <typename Number>
void convert_any(StoredType type, const std::byte* from, std::span<Number> to) {
  static_assert(std::endian::native == std::endian::little);
  const bool swap = type.big_endian;
  if (type.kind == 'f') {
    if (type.size == 2) return convert_all<Half>(swap, from, to);
    if (type.size == 4) return convert_all<float>(swap, from, to);
    return convert_all<double>(swap, from, to);
  }
  if (type.kind == 'i') {
    if (type.size == 1) return convert_all<std::int8_t>(swap, from, to);
    if (type.size == 2) return convert_all<std::int16_t>(swap, from, to);
    if (type.size == 4) return convert_all<std::int32_t>(swap, from, to);
    return convert_all<std::int64_t>(swap, from, to);
  }
  if (type.size == 1) return convert_all<std::uint8_t>(swap, from, to);
  if (type.size == 2) return convert_all<std::uint16_t>(swap, from, to);
  if (type.size == 4) return convert_all<std::uint32_t>(swap, from, to);
  return convert_all<std::uint64_t>(swap, from, to);
}

}  // namespace

std::string StoredType::descr() const {
  return fmt::format("{}{}{}", size == 1 ? '|' : '<', kind, size);
}

std::optional<StoredType> stored_type(std::string_view descr) {
  const bool has_order =
      !descr.empty() && std::string_view("<>|=").find(descr.front()) != std::string_view::npos;
  const bool big_endian = has_order && descr.front() == '>';
  if (has_order) descr.remove_prefix(1);
  constexpr std::array known = {"b1", "u1", "u2", "u4", "u8", "i1",
                                "i2", "i4", "i8", "f2", "f4", "f8"};
  if (std::ranges::find(known, descr) == known.end()) return std::nullopt;
  return StoredType{descr[0], static_cast<std::size_t>(descr[1] - '0'), big_endian};
}

void convert(StoredType type, const std::byte* from, std::span<float> to) {
  convert_any(type, from, to);
}

void convert(StoredType type, const std::byte* from, std::span<double> to) {
  convert_any(type, from, to);
}

}  // namespace lucarne
