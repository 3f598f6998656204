// SPDX-License-Identifier: MIT
#include "pipeline/yaml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lucarne {
namespace {

// Length of the code point that begins at `text`, or 0 where it is no valid UTF-8.
// source: Unicode 15, table 3-7 (well-formed byte sequences)
std::size_t code_point_length(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto within = [](unsigned value, unsigned low, unsigned high) {
    return value >= low && value <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const auto tail = [&](std::size_t i) { return within(byte(i), 0x80, 0xBF); };
  if (within(first, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
  if (within(first, 0xE0, 0xEF)) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return within(byte(1), low, high) && tail(2) ? 3 : 0;
  }
  if (within(first, 0xF0, 0xF4)) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return within(byte(1), low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

bool is_control(std::string_view code_point) {
  const auto first = static_cast<unsigned char>(code_point[0]);
  if (first == '\t' || first == '\n') return false;
  if (first == 0xC2) return static_cast<unsigned char>(code_point[1]) < 0xA0;  // U+0080 .. U+009F
  return first < 0x20 || first == 0x7F;
}

// The first byte that has no place in a pipeline, and why.
std::optional<std::pair<std::size_t, std::string>> foreign_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = code_point_length(text.substr(i));
    const auto byte = static_cast<unsigned>(static_cast<unsigned char>(text[i]));
    if (length == 0) {
      return std::pair(
          i, fmt::format("wanted UTF-8 text, found byte 0x{:02x}; save the file as UTF-8", byte));
    }
    if (text.substr(i, length) == "\uFEFF") {
      return std::pair(i, "wanted text, found a byte order mark (U+FEFF) within it");
    }
    if (is_control(text.substr(i, length))) {
      return std::pair(i,
                       fmt::format("wanted text, found the control character U+{:04X}",
                                   length == 1 ? byte : static_cast<unsigned char>(text[i + 1])));
    }
    i += length;
  }
  return std::nullopt;
}

// Tabs, and the no-break spaces that come with text copied from a web page.
void check_indentation(std::string_view text, Diagnostics& diagnostics) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t content = std::min(text.find_first_not_of(' ', begin), text.size());
    const std::string_view rest = text.substr(content);
    const bool tab = rest.starts_with('\t');
    const std::size_t visible = rest.find_first_not_of(" \t");
    const bool blank = visible == std::string_view::npos || rest[visible] == '\n';
    if ((tab && !blank) || rest.starts_with("\u00A0")) {
      diagnostics.error(TextCursor(text).at(content),
                        fmt::format("wanted spaces for indentation, found a {}; use two spaces a "
                                    "level",
                                    tab ? "tab" : "no-break space (U+00A0)"));
      return;
    }
    const std::size_t newline = text.find('\n', content);
    begin = newline == std::string_view::npos ? text.size() : newline + 1;
  }
}

}  // namespace

Position TextCursor::at(std::size_t offset) {
  if (offset < offset_) {
    offset_ = 0;
    position_ = {1, 1, {}};
  }
  for (; offset_ < std::min(offset, text_.size()); ++offset_) {
    if (text_[offset_] == '\n') {
      ++position_.line;
      position_.column = 1;
    } else if ((static_cast<unsigned char>(text_[offset_]) & 0xC0U) != 0x80U) {
      ++position_.column;
    }
  }
  return position_;
}

std::string checked_text(std::string_view bytes, Diagnostics& diagnostics) {
  if (bytes.size() > max_yaml_bytes) {
    diagnostics.error({}, "wanted a pipeline of at most 1 MiB, found a larger file");
    return {};
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\r') {
      if (i + 1 == bytes.size() || bytes[i + 1] != '\n') text += '\n';
    } else {
      text += bytes[i];
    }
  }
  if (const auto foreign = foreign_byte(text)) {
    diagnostics.error(TextCursor(text).at(foreign->first), foreign->second);
    return {};
  }
  diagnostics.source(text);
  check_indentation(text, diagnostics);
  return text;
}

}  // namespace lucarne
