// SPDX-License-Identifier: MIT
#include "pipeline/scalars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lucarne {
namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// "007" and "-01.5", but neither "0" nor "0.5"
bool has_leading_zero(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

// How to write what was probably meant.
std::string number_hint(const std::string& text) {
  if (text.starts_with('+')) return "; leave the plus out";
  if (has_leading_zero(text) && std::ranges::all_of(text, [](char byte) {
        return is_digit(byte) || byte == '-' || byte == '.';
      })) {
    return "; leave the leading zeros out";
  }
  if (text.starts_with("0x") || text.starts_with("0o") || text.starts_with("0b")) {
    return "; write it in decimal";
  }
  const bool digits_first = !text.empty() && is_digit(text[0]);
  if (digits_first && text.find('_') != std::string::npos) return "; leave the '_' out";
  if (digits_first && text.find(',') != std::string::npos) return "; write a point, no comma";
  if (digits_first && text.find(' ') != std::string::npos) return "; leave the spaces out";
  return {};
}

template <class T>
ScalarReading<T> not_a(const char* wanted, const YamlNode& node) {
  std::string objection = fmt::format("wanted {}, {}", wanted, found(node));
  if (node.kind == YamlNode::Kind::scalar) {
    objection += node.quoted ? " in quotes; leave the quotes out" : number_hint(node.text);
  }
  return {std::nullopt, std::move(objection)};
}

bool is_plain(const YamlNode& node) { return node.kind == YamlNode::Kind::scalar && !node.quoted; }

}  // namespace

ScalarReading<std::int64_t> read_integer(const YamlNode& node) {
  std::int64_t value = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  if (!is_plain(node) || stop != end || error == std::errc::invalid_argument ||
      has_leading_zero(node.text)) {
    double number = 0;
    const auto [fraction_stop, fraction_error] = std::from_chars(node.text.data(), end, number);
    if (is_plain(node) && fraction_stop == end && fraction_error == std::errc{} &&
        std::isfinite(number) && !has_leading_zero(node.text)) {
      return {std::nullopt, fmt::format("wanted a whole number in plain digits, {}", found(node))};
    }
    return not_a<std::int64_t>("a whole number", node);
  }
  if (error == std::errc::result_out_of_range) {
    return {std::nullopt,
            fmt::format("wanted a whole number between -2^63 and 2^63 - 1, {}", found(node))};
  }
  return {value, {}};
}

ScalarReading<double> read_number(const YamlNode& node) {
  double value = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  std::string lower = node.text;
  std::ranges::transform(lower, lower.begin(), [](char byte) {
    return static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
  });
  std::string_view bare = lower;
  if (bare.starts_with('-') || bare.starts_with('+')) bare.remove_prefix(1);
  if (bare.starts_with('.')) bare.remove_prefix(1);
  const bool infinite = bare == "inf" || bare == "infinity" || bare == "nan";
  if (is_plain(node) && infinite) {
    return {std::nullopt, "wanted a finite number, " + found(node)};
  }
  if (!is_plain(node) || stop != end || error == std::errc::invalid_argument ||
      has_leading_zero(node.text)) {
    return not_a<double>("a number", node);
  }
  if (error == std::errc::result_out_of_range) {
    return {std::nullopt, "wanted a number of double precision, " + found(node)};
  }
  return {value, {}};
}

ScalarReading<bool> read_boolean(const YamlNode& node) {
  if (is_plain(node) && node.text == "true") return {true, {}};
  if (is_plain(node) && node.text == "false") return {false, {}};
  std::string objection = "wanted true or false, " + found(node);
  for (const char* yes : {"yes", "Yes", "YES", "on", "On", "ON", "y", "True", "TRUE", "1"}) {
    if (node.text == yes) objection += "; write true";
  }
  for (const char* no : {"no", "No", "NO", "off", "Off", "OFF", "n", "False", "FALSE", "0"}) {
    if (node.text == no) objection += "; write false";
  }
  if (node.quoted && (node.text == "true" || node.text == "false")) {
    objection += " in quotes; leave the quotes out";
  }
  return {std::nullopt, std::move(objection)};
}

ScalarReading<std::string> read_text(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::scalar) return {node.text, {}};
  return {std::nullopt, "wanted a text, " + found(node)};
}

std::string found(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null: return "found nothing";
    case YamlNode::Kind::scalar: return "found " + quoted(node.text);
    case YamlNode::Kind::sequence: return "found a list";
    case YamlNode::Kind::mapping: return "found a mapping";
  }
  return {};
}

std::string quoted(const std::string& text) {
  // Paths are shown whole; nothing that anyone means to name is longer.
  constexpr std::size_t longest = 400;
  std::string shown = "'";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (i >= longest && (byte & 0xC0U) != 0x80U) return shown + "...'";
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte < 0x20 || byte == 0x7F) {
      shown += fmt::format("\\x{:02x}", byte);
    } else if (byte == 0xC2 && next < 0xA0) {  // U+0080 .. U+009F: controls of some terminals
      shown += fmt::format("\\x{:02x}", next);
      ++i;
    } else {
      shown += text[i];
    }
  }
  return shown + "'";
}

}  // namespace lucarne
