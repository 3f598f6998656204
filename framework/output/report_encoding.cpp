// SPDX-License-Identifier: MIT
#include "output/report_encoding.hpp"

#include <array>
#include <cstdint>

namespace lucarne {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";  // U+FFFD

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Length of the UTF-8 sequence that starts here; 0 where there is none (overlong forms,
// surrogates and what lies beyond U+10FFFF included).
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte_at(text, at + k) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned second = byte_at(text, at + 1);
  const bool refused = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                       (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return refused ? 0 : length;
}

std::string_view escaped_ascii(const char& letter) {
  switch (letter) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: break;
  }
  const bool forbidden = (static_cast<unsigned char>(letter) < 0x20 && letter != '\n' &&
                          letter != '\t' && letter != '\r') ||
                         letter == 0x7F;
  return forbidden ? replacement_character : std::string_view(&letter, 1);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) {
      safe += replacement_character;
    } else if (length == 1) {
      safe += escaped_ascii(text[at]);
    } else {
      safe += text.substr(at, length);
    }
    at += length == 0 ? 1 : length;
  }
  return safe;
}

std::string link_to(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view kept =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/";
  std::string link;
  for (const char letter : path) {
    if (kept.find(letter) != std::string_view::npos) {
      link += letter;
    } else {
      const auto byte = static_cast<unsigned char>(letter);
      link += '%';
      link += digits[byte >> 4U];
      link += digits[byte & 15U];
    }
  }
  return link;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  std::size_t to = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t left = bytes.size() - at;
    const unsigned group = byte_at(bytes, at) << 16U |
                           (left > 1 ? byte_at(bytes, at + 1) << 8U : 0U) |
                           (left > 2 ? byte_at(bytes, at + 2) : 0U);
    text[to] = letters[group >> 18U];
    text[to + 1] = letters[group >> 12U & 63U];
    if (left > 1) text[to + 2] = letters[group >> 6U & 63U];
    if (left > 2) text[to + 3] = letters[group & 63U];
    to += 4;
  }
  return text;
}

std::optional<PixelSize> png_size(std::string_view bytes) {
  // Signature, then the chunk IHDR (length 13) with width and height, big-endian.
  constexpr std::string_view start("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  constexpr std::string_view end("IEND\xae\x42\x60\x82");
  if (bytes.size() < 45 || !bytes.starts_with(start) || !bytes.ends_with(end)) return std::nullopt;
  const auto number = [&](std::size_t at) {
    return byte_at(bytes, at) << 24U | byte_at(bytes, at + 1) << 16U |
           byte_at(bytes, at + 2) << 8U | byte_at(bytes, at + 3);
  };
  const PixelSize size{number(16), number(20)};
  if (size.width == 0 || size.height == 0) return std::nullopt;
  return size;
}

}  // namespace lucarne
