// SPDX-License-Identifier: MIT
#include "output/report_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lucarne {
namespace {

constexpr const char* no_break_space = "\u00a0";
constexpr const char* narrow_space = "\u202f";  // between groups of digits in French

std::string with_decimal_mark(std::string number, Language language) {
  if (language == Language::french) std::replace(number.begin(), number.end(), '.', ',');
  return number;
}

std::string scientific(double value, Language language) {
  constexpr std::array<const char*, 10> superscripts = {"⁰", "¹", "²", "³", "⁴",
                                                        "⁵", "⁶", "⁷", "⁸", "⁹"};
  const std::string plain = fmt::format("{:.2e}", value);
  const std::size_t e = plain.find('e');
  std::string text = with_decimal_mark(plain.substr(0, e), language) + no_break_space + "×" +
                     no_break_space + "10";
  const int exponent = std::stoi(plain.substr(e + 1));
  if (exponent < 0) text += "⁻";
  for (const char digit : std::to_string(std::abs(exponent))) {
    text += superscripts[static_cast<std::size_t>(digit - '0')];
  }
  return text;
}

}  // namespace

std::string number_text(double value, int decimals, Language language) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
  if (std::abs(value) >= 1e15) return scientific(value, language);
  const std::string fixed = fmt::format("{:.{}f}", value, std::clamp(decimals, 0, 17));
  const bool shows_zero = fixed.find_first_not_of("-0.") == std::string::npos;
  if (shows_zero && value != 0) return scientific(value, language);
  return with_decimal_mark(shows_zero && fixed.front() == '-' ? fixed.substr(1) : fixed, language);
}

std::string quantity_text(double value, int decimals, std::string_view unit, Language language) {
  const bool is_count = decimals == 0 && value >= 0 && value < 1e15 && std::trunc(value) == value;
  std::string text = is_count ? count_text(static_cast<std::uint64_t>(value), language)
                              : number_text(value, decimals, language);
  if (unit.empty()) return text;
  return text.append(no_break_space).append(unit);
}

std::string count_text(std::uint64_t count, Language language) {
  std::string text = std::to_string(count);
  if (text.size() < 5) return text;  // 1234 reads well as it is
  const char* separator = language == Language::french ? narrow_space : ",";
  for (std::size_t left = text.size(); left > 3;) {
    left -= 3;
    text.insert(left, separator);
  }
  return text;
}

std::string bytes_text(std::uint64_t bytes, Language language) {
  const char* letter = language == Language::french ? "o" : "B";
  if (bytes < 1000) return std::to_string(bytes) + no_break_space + letter;
  double size = static_cast<double>(bytes);
  const char* prefix = "";
  for (const char* next : {"k", "M", "G", "T"}) {
    if (size < 999.95) break;  // 999.95 would be printed as 1000.0
    size /= 1000;
    prefix = next;
  }
  return number_text(size, 1, language) + no_break_space + prefix + letter;
}

std::string seconds_text(double seconds, Language language) {
  if (!std::isfinite(seconds) || seconds < 0) return "–";
  const auto with_unit = [](const std::string& number, const char* unit) {
    return number + no_break_space + unit;
  };
  if (seconds < 9.995) return with_unit(number_text(seconds, 2, language), "s");
  if (seconds < 59.95) return with_unit(number_text(seconds, 1, language), "s");
  const std::uint64_t whole = static_cast<std::uint64_t>(std::llround(std::min(seconds, 1e12)));
  const auto number = [](std::uint64_t n) { return std::to_string(n); };
  if (whole < 3600) {
    return with_unit(number(whole / 60), "min") + ' ' + with_unit(number(whole % 60), "s");
  }
  return with_unit(number(whole / 3600), "h") + ' ' + with_unit(number(whole % 3600 / 60), "min");
}

std::string date_text(const std::string& iso, Language language) {
  constexpr std::array<const char*, 12> english = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
  constexpr std::array<const char*, 12> french = {"janvier",   "février", "mars",     "avril",
                                                  "mai",       "juin",    "juillet",  "août",
                                                  "septembre", "octobre", "novembre", "décembre"};
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  const int found =
      std::sscanf(iso.c_str(), "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute);
  if (found != 5 || month < 1 || month > 12) return iso;
  const auto index = static_cast<std::size_t>(month - 1);
  if (language == Language::french) {
    return fmt::format("{} {} {} à {} h {:02} UTC", day == 1 ? "1er" : std::to_string(day),
                       french[index], year, hour, minute);
  }
  return fmt::format("{} {} {}, {}:{:02} UTC", day, english[index], year, hour, minute);
}

}  // namespace lucarne
