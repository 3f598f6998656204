// SPDX-License-Identifier: MIT
#include "pipeline/yaml_values.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace lucarne {
namespace {

// Words that YAML 1.1 or 1.2 reads as something other than text, in lower case.
constexpr std::array<std::string_view, 9> reserved = {"true", "false", "yes", "no", "on",
                                                      "off",  "null",  "y",   "n"};

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

bool is_plain_word(const std::string& text) {
  if (text.empty() || !(is_letter(text[0]) || text[0] == '_')) return false;
  const bool word_characters = std::ranges::all_of(text, [](char byte) {
    return is_letter(byte) || (byte >= '0' && byte <= '9') ||
           std::string_view("_-./").find(byte) != std::string_view::npos;
  });
  std::string lower = text;
  for (char& byte : lower) {
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  }
  return word_characters && std::ranges::find(reserved, lower) == reserved.end();
}

template <class T>
std::string list(const std::vector<T>& values) {
  std::string text = "[";
  for (const T& value : values) {
    if (text.size() > 1) text += ", ";
    text += yaml_value(Value(value));
  }
  return text + "]";
}

}  // namespace

std::string yaml_text(const std::string& text) {
  if (is_plain_word(text)) return text;
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    const std::string_view three = std::string_view(text).substr(i, 3);
    if (byte == '"' || byte == '\\') {
      quoted += '\\';
      quoted += text[i];
    } else if (byte == '\n') {
      quoted += "\\n";
    } else if (byte == '\t') {
      quoted += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += fmt::format("\\x{:02x}", byte);
    } else if (byte == 0xC2 && next < 0xA0) {  // U+0080 .. U+009F, among them a line break
      quoted += fmt::format("\\x{:02x}", next);
      ++i;
    } else if (three == "\u2028" || three == "\u2029" || three == "\uFEFF") {
      // Line breaks to YAML 1.1, and a byte order mark.
      quoted += three == "\u2028" ? "\\u2028" : three == "\u2029" ? "\\u2029" : "\\uFEFF";
      i += 2;
    } else {
      quoted += text[i];
    }
  }
  return quoted + "\"";
}

std::string yaml_number(double number) {
  if (!std::isfinite(number)) throw Error("a pipeline holds finite numbers only");
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), end.ptr};
}

std::string yaml_value(const Value& value) {
  struct Writer {
    std::string operator()(bool held) const { return held ? "true" : "false"; }
    std::string operator()(std::int64_t held) const { return std::to_string(held); }
    std::string operator()(double held) const { return yaml_number(held); }
    std::string operator()(const std::string& held) const { return yaml_text(held); }
    std::string operator()(const std::vector<std::int64_t>& held) const { return list(held); }
    std::string operator()(const std::vector<double>& held) const { return list(held); }
    std::string operator()(const std::vector<std::string>& held) const { return list(held); }
  };
  return std::visit(Writer{}, value);
}

std::string yaml_value(const Parameter& parameter, const Value& value) {
  const bool is_zero = value == Value(std::int64_t{0}) || value == Value(0.0);
  return is_zero && !parameter.about.zero.empty() ? yaml_text(parameter.about.zero)
                                                  : yaml_value(value);
}

}  // namespace lucarne
