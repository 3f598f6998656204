// SPDX-License-Identifier: MIT
#include "pipeline/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

// A file of nothing but mistakes must not fill the terminal.
constexpr std::size_t shown_at_most = 100;
constexpr std::size_t line_width = 120;

bool continues_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::vector<std::string> code_points(const std::string& text) {
  std::vector<std::string> points;
  for (const char byte : text) {
    if (continues_code_point(byte) && !points.empty()) {
      points.back() += byte;
    } else {
      points.emplace_back(1, byte);
    }
  }
  return points;
}

std::string line_of(const std::string& text, std::size_t line) {
  std::size_t begin = 0;
  for (std::size_t i = 1; i < line; ++i) {
    begin = text.find('\n', begin);
    if (begin == std::string::npos) return {};
    ++begin;
  }
  return text.substr(begin, text.find('\n', begin) - begin);
}

// The source line and below it a caret; of a long line only the part around the caret.
std::string excerpt(const std::string& text, const Position& position) {
  const std::vector<std::string> line = code_points(line_of(text, position.line));
  const std::size_t caret = std::min(position.column - 1, line.size());
  if (line.empty()) return {};
  const std::size_t begin = line.size() > line_width ? caret - std::min(caret, line_width / 2) : 0;
  const std::size_t end = std::min(line.size(), begin + line_width);
  std::string shown = begin > 0 ? "  ..." : "  ";
  std::string below(shown.size(), ' ');
  for (std::size_t i = begin; i < end; ++i) {
    shown += line[i];
    if (i < caret) below += line[i] == "\t" ? '\t' : ' ';
  }
  if (end < line.size()) shown += "...";
  return shown + "\n" + below + "^\n";
}

}  // namespace

Position Diagnostics::inside(const Position& start, std::string_view text,
                             std::size_t offset) const {
  if (start.line == 0) return start;
  const std::vector<std::string> line = code_points(line_of(text_, start.line));
  std::string from_start;
  for (std::size_t i = start.column - 1; i < line.size(); ++i) from_start += line[i];
  std::size_t quote = 0;
  if (from_start.starts_with('"') || from_start.starts_with('\'')) quote = 1;
  if (!std::string_view(from_start).substr(quote).starts_with(text)) return start;
  Position position = start;
  position.column += quote + code_points(std::string(text.substr(0, offset))).size();
  return position;
}

std::string Diagnostics::text() const {
  std::vector<Diagnostic> errors = errors_;
  std::ranges::stable_sort(errors, {}, [](const Diagnostic& error) {
    return std::pair(error.position.line, error.position.column);
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(errors.size(), shown_at_most); ++i) {
    const Position& position = errors[i].position;
    if (!position.origin.empty()) {
      text += fmt::format("{}: error: {}\n", position.origin, errors[i].message);
    } else if (position.line == 0) {
      text += fmt::format("{}: error: {}\n", file_.string(), errors[i].message);
    } else {
      text += fmt::format("{}:{}:{}: error: {}\n", file_.string(), position.line, position.column,
                          errors[i].message);
      text += excerpt(text_, position);
    }
  }
  if (errors.size() > shown_at_most) {
    text += fmt::format("... and {} errors more\n", errors.size() - shown_at_most);
  }
  if (!text.empty()) text.pop_back();
  return text;
}

void Diagnostics::throw_if_any() const {
  if (!empty()) throw PipelineError(text());
}

}  // namespace lucarne
