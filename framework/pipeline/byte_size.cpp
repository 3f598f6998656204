// SPDX-License-Identifier: MIT
#include "pipeline/byte_size.hpp"

#include <regex.h>

#include <charconv>

namespace lucarne {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;

// By the C library: std::regex takes seconds to compile.
bool is_byte_size(const std::string& text) {
  regex_t pattern;
  if (regcomp(&pattern, byte_size_pattern, REG_EXTENDED | REG_NOSUB) != 0) return false;
  const bool found = regexec(&pattern, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&pattern);
  return found;
}

}  // namespace

std::optional<std::uint64_t> byte_size(const std::string& text) {
  if (!is_byte_size(text)) return std::nullopt;
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number * (text.ends_with("GiB") ? gibibyte : mebibyte);
}

std::string byte_size_text(std::uint64_t bytes) {
  if (bytes % gibibyte == 0) return std::to_string(bytes / gibibyte) + "GiB";
  return std::to_string((bytes + mebibyte - 1) / mebibyte) + "MiB";
}

}  // namespace lucarne
