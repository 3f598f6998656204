// SPDX-License-Identifier: MIT
#include "pipeline/yaml_quotes.hpp"

namespace lucarne {

std::optional<std::size_t> closing_quote(std::string_view text, std::size_t open) {
  const char quote = text[open];
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      const bool doubled = quote == '\'' && text.substr(i + 1).starts_with(quote);
      if (!doubled) return i;
      ++i;  // '' is one quote within the scalar
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> unclosed_quote(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    // Within a word a quote is a letter, as in "it's", and a # is one too.
    const bool begins = i == 0 || std::string_view(" \n[{,:").find(text[i - 1]) != text.npos;
    if (!begins) continue;
    if (text[i] == '#') {
      i = text.find('\n', i);
      if (i == text.npos) return std::nullopt;
    } else if (text[i] == '\'' || text[i] == '"') {
      const auto close = closing_quote(text, i);
      if (!close) return i;
      i = *close;
    }
  }
  return std::nullopt;
}

}  // namespace lucarne
