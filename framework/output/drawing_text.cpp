// SPDX-License-Identifier: MIT
#include "output/drawing_text.hpp"

#include <algorithm>
#include <cstdint>

namespace lucarne {
namespace {

constexpr char32_t replacement = 0xFFFD;

// Takes one character off the front; `replacement` (and one byte) for what is no UTF-8.
char32_t take_character(std::string_view& text) {
  const auto byte = [&text](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t first = byte(0);
  const std::size_t length = first < 0x80                     ? 1
                             : first >= 0xC2 && first <= 0xDF ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  std::uint32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
  bool valid = length > 0 && length <= text.size();
  for (std::size_t i = 1; valid && i < length; ++i) {
    valid = (byte(i) & 0xC0U) == 0x80U;
    code = (code << 6) | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (!valid || overlong || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF) {
    text.remove_prefix(1);
    return replacement;
  }
  text.remove_prefix(length);
  return code;
}

// Controls, and the marks that could show a text in another order than it is written in.
bool is_invisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069);
}

// Advance widths of U+0020 to U+007E in DejaVu Sans, thousandths of the font size.
constexpr int widths[] = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};

int width_of(char32_t c) {
  if (c >= 0x20 && c <= 0x7E) return widths[c - 0x20];
  if (c == 0x202F) return 200;                                    // narrow no-break space
  if (c >= 0x2070 && c <= 0x209F) return 430;                     // superscript digits
  if (c >= 0x300 && c <= 0x36F) return 0;                         // combining accents
  if (c < 0x250) return 640;                                      // Latin with accents
  return c >= 0x1100 && c != 0x2212 && c != 0x2026 ? 1000 : 840;  // others are wide, or unknown
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  while (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

// A blank that French sets before a mark, or any language before a percent sign, breaks no line.
bool is_breaking(std::string_view text, std::size_t blank) {
  const std::string_view after = text.substr(blank + 1);
  if (text.substr(0, blank).ends_with("«") || after.starts_with("»")) return false;
  const bool alone = after.size() == 1 || (after.size() > 1 && after[1] == ' ');
  return !alone || std::string_view(":;?!%").find(after[0]) == std::string_view::npos;
}

std::size_t next_break(std::string_view text, std::size_t start) {
  std::size_t blank = text.find(' ', start);
  while (blank != std::string_view::npos && !is_breaking(text, blank)) {
    blank = text.find(' ', blank + 1);
  }
  return std::min(blank, text.size());
}

// Breaks at blanks only; a word longer than the width stays whole.
std::vector<std::string> wrap(const std::vector<std::string>& paragraphs, double width, double size,
                              bool bold) {
  std::vector<std::string> lines;
  for (const std::string& paragraph : paragraphs) {
    lines.emplace_back();
    std::size_t start = 0;
    while (start <= paragraph.size()) {
      const std::size_t end = next_break(paragraph, start);
      const std::string word = paragraph.substr(start, end - start);
      const std::string longer = lines.back().empty() ? word : lines.back() + ' ' + word;
      if (lines.back().empty() || text_width(longer, size, bold) <= width) {
        lines.back() = longer;
      } else {
        lines.push_back(word);
      }
      start = end + 1;
    }
  }
  return lines;
}

std::string shortened(const std::string& line, double width, double size, bool bold) {
  if (text_width(line, size, bold) <= width) return line;
  std::string kept;
  std::string_view rest = line;
  while (!rest.empty()) {
    const std::string_view before = rest;
    take_character(rest);
    const std::string longer = kept + std::string(before.substr(0, before.size() - rest.size()));
    if (text_width(longer + "…", size, bold) > width) break;
    kept = longer;
  }
  return kept + "…";
}

}  // namespace

std::string printable(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = take_character(text);
    if (c == replacement || (c & 0xFFFEU) == 0xFFFEU) {
      kept += "\uFFFD";
    } else if (c == '\n') {
      kept += '\n';
    } else if (c == '\t') {
      kept += ' ';
    } else if (!is_invisible(c)) {
      kept += before.substr(0, before.size() - text.size());
    }
  }
  return kept;
}

std::string gnuplot_string(std::string_view line) {
  std::string text = "'";
  for (const char c : line) {
    if (c == '\n' || c == '\0') continue;
    // Not doubled: gnuplot 5.4 takes a doubled quote at the start of a string, or a second one, for
    // the string's end and interprets what follows. Nor in double quotes: there it would see the
    // rest of the line as unquoted when it looks for @macros.
    if (c == '\'') {
      text += "'.quote.'";
    } else {
      text += c;
    }
  }
  return text + "'";
}

double text_width(std::string_view text, double size, bool bold) {
  int sum = 0;
  while (!text.empty()) sum += width_of(take_character(text));
  return sum * size / 1000 * (bold ? 1.13 : 1.0);
}

double FittedText::width(bool bold) const {
  double widest = 0;
  for (const std::string& line : lines) widest = std::max(widest, text_width(line, size, bold));
  return widest;
}

double FittedText::height() const { return static_cast<double>(lines.size()) * size * line_height; }

FittedText fit_text(std::string_view text, double width, double size, double smallest,
                    std::size_t max_lines, bool bold) {
  // Longer texts than this are not read in a picture; the bound keeps the search short.
  constexpr std::size_t longest = 2000;
  const std::string clean = printable(text.substr(0, longest));
  if (clean.find_first_not_of(" \n") == std::string::npos) return {{}, size};
  const std::vector<std::string> paragraphs = split_lines(clean);
  FittedText fitted;
  for (fitted.size = size;; fitted.size = std::max(smallest, fitted.size - 1)) {
    fitted.lines = wrap(paragraphs, width, fitted.size, bold);
    if (fitted.lines.size() <= max_lines && fitted.width(bold) <= width) return fitted;
    if (fitted.size <= smallest) break;
  }
  if (fitted.lines.size() > max_lines) {
    fitted.lines.resize(max_lines);
    fitted.lines.back() += " …";
  }
  for (std::string& line : fitted.lines) line = shortened(line, width, fitted.size, bold);
  return fitted;
}

void make_alike(std::span<FittedText> texts) {
  double smallest = 1e9;
  for (const FittedText& text : texts) {
    if (!text.lines.empty()) smallest = std::min(smallest, text.size);
  }
  for (FittedText& text : texts) text.size = std::min(text.size, smallest);
}

}  // namespace lucarne
