// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/text.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace lucarne {

/// A number for people: `decimals` digits after the point (a comma in French). What would be
/// rounded to zero, and what has more than 15 digits, is written as 1.23 × 10⁻⁷.
std::string number_text(double value, int decimals, Language language);

/// With its unit: "97.5 %", in French "97,5 %"; "3.2 s".
std::string quantity_text(double value, int decimals, std::string_view unit, Language language);

/// 60,000 in English; 60 000 in French.
std::string count_text(std::uint64_t count, Language language);

/// "812 B", "11.4 MB"; in French "812 o", "11,4 Mo". units: powers of 1000
std::string bytes_text(std::uint64_t bytes, Language language);

/// "0.42 s", "12.3 s", "2 min 5 s", "1 h 2 min".
std::string seconds_text(double seconds, Language language);

/// "22 November 2025, 15:46 UTC" from "2025-11-22T15:46:10Z"; what is no such date stays as it is.
std::string date_text(const std::string& iso, Language language);

}  // namespace lucarne
