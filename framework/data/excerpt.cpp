// SPDX-License-Identifier: MIT
#include "data/excerpt.hpp"

#include <algorithm>

namespace lucarne {
namespace {

// Bytes of the UTF-8 character at the start of `text`; 0 where there is no whole one.
// source: The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences"
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (within(0, 0xc2, 0xdf)) return within(1, 0x80, 0xbf) ? 2 : 0;
  const unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (!within(0, 0xe0, 0xf4) || !within(1, low, high) || !within(2, 0x80, 0xbf)) return 0;
  if (lead < 0xf0) return 3;
  return within(3, 0x80, 0xbf) ? 4 : 0;
}

}  // namespace

std::string excerpt(std::string_view text) {
  constexpr int longest = 40;
  std::string shown;
  for (int i = 0; i < longest && !text.empty(); ++i) {
    const std::size_t size = character_size(text);
    const auto byte = static_cast<unsigned char>(text.front());
    const bool is_control = byte < 0x20 || byte == 0x7f;
    shown += size == 0 || is_control ? "?" : text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  if (!text.empty()) shown += "...";
  return shown;
}

}  // namespace lucarne
