// SPDX-License-Identifier: MIT
#include <lucarne/wording.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lucarne {
namespace {

std::string filled_in(const std::string& pattern, std::initializer_list<Text> values,
                      Language language) {
  std::string result;
  std::size_t from = 0;
  for (const Text& value : values) {
    const std::size_t place = pattern.find("{}", from);
    if (place == std::string::npos) break;
    result += pattern.substr(from, place - from) + value.in(language);
    from = place + 2;
  }
  return result + pattern.substr(from);
}

}  // namespace

Text number(double value, int decimals) {
  if (!std::isfinite(value)) return "\u2013";
  // The longest double has 309 digits before the point.
  std::array<char, 360> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", std::clamp(decimals, 0, 20), value);
  std::string english = buffer.data();
  // "-0.00" says no more than "0.00".
  if (english.front() == '-' && english.find_first_of("123456789") == std::string::npos) {
    english.erase(0, 1);
  }
  std::string french = english;
  std::replace(french.begin(), french.end(), '.', ',');
  return {std::move(english), std::move(french)};
}

Text count(std::uint64_t n) {
  std::string english = std::to_string(n);
  std::string french = english;
  const std::string narrow_space = "\u202F";
  if (english.size() >= 5) {
    for (std::size_t place = english.size(); place > 3;) {
      place -= 3;
      english.insert(place, 1, ',');
      french.insert(place, narrow_space);
    }
  }
  return {std::move(english), std::move(french)};
}

Text percent(double share, int decimals) {
  return filled({"{} %", "{} %"}, {number(100 * share, decimals)});
}

Text filled(const Text& pattern, std::initializer_list<Text> values) {
  return {filled_in(pattern.en, values, Language::english),
          filled_in(pattern.fr, values, Language::french)};
}

}  // namespace lucarne
