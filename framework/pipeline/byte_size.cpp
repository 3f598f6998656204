// SPDX-License-Identifier: MIT
#include "pipeline/byte_size.hpp"

#include <charconv>
#include <regex>

namespace lucarne {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;

}  // namespace

std::optional<std::uint64_t> byte_size(const std::string& text) {
  if (!std::regex_match(text, std::regex(byte_size_pattern))) return std::nullopt;
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number * (text.ends_with("GiB") ? gibibyte : mebibyte);
}

std::string byte_size_text(std::uint64_t bytes) {
  if (bytes % gibibyte == 0) return std::to_string(bytes / gibibyte) + "GiB";
  return std::to_string((bytes + mebibyte - 1) / mebibyte) + "MiB";
}

}  // namespace lucarne
