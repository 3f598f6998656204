// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace lucarne {

/// Where the quote at `open` is closed. requires: text[open] is ' or "
std::optional<std::size_t> closing_quote(std::string_view text, std::size_t open);

/// The first quote of a YAML text that opens a scalar and is never closed.
std::optional<std::size_t> unclosed_quote(std::string_view text);

}  // namespace lucarne
