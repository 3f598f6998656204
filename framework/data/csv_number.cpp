// SPDX-License-Identifier: MIT
#include "data/csv_number.hpp"

#include <charconv>

namespace lucarne {
namespace {

template <typename Number>
std::errc parse(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop != end ? std::errc::invalid_argument : error;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double number = 0;
  std::errc error = parse(text, number);
  // from_chars does not tell too large from too small; the wider type does.
  if (error == std::errc::result_out_of_range) {
    long double wide = 0;
    error = parse(text, wide);
    number = static_cast<double>(wide);
  }
  if (error != std::errc()) return std::nullopt;
  return number;
}

}  // namespace lucarne
