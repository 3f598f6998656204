// SPDX-License-Identifier: MIT
#pragma once

#include "pipeline/diagnostics.hpp"

#include <string>
#include <string_view>

namespace lucarne {

/// Largest pipeline file, in bytes.
constexpr std::size_t max_yaml_bytes = std::size_t{1} << 20U;

/// The text with "\n" line ends and without a byte order mark. What is not UTF-8, a NUL or another
/// control character, a tab in indentation or more than max_yaml_bytes goes into `diagnostics`,
/// which then also get the text as their source, unless showing it could harm a terminal.
std::string checked_text(std::string_view bytes, Diagnostics& diagnostics);

/// Turns byte offsets of a text into positions; columns count code points.
/// cost: linear in the text for offsets that do not decrease, all calls together
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}
  Position at(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
  Position position_{1, 1, {}};
};

}  // namespace lucarne
