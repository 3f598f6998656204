// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace lucarne {

/// Without spaces and tabs on either side.
std::string_view trimmed(std::string_view text);

/// A decimal number with a point, whatever the locale; nan and inf count. None for anything else,
/// and for what is beyond the range of long double.
std::optional<double> parse_number(std::string_view text);

}  // namespace lucarne
