// SPDX-License-Identifier: MIT
#pragma once

#include "output/report_encoding.hpp"
#include "output/report_numbers.hpp"
#include "output/report_words.hpp"

#include <lucarne/figure.hpp>

#include <fmt/format.h>

#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace lucarne {

/// Written as it stands, because it is HTML already. All other text is escaped.
struct Markup {
  std::string_view html;
};

/// How ReportWriter::put shows an argument.
inline std::string_view as_html(const Markup& markup) { return markup.html; }
inline std::string as_html(std::string_view text) { return escaped(text); }
template <class Number>
requires std::is_arithmetic_v<Number> Number as_html(const Number& number) { return number; }

/// The page as it grows, in one language. Text is escaped unless it is Markup: what somebody
/// forgets to think about is safe.
class ReportWriter {
 public:
  explicit ReportWriter(Language language) : language_(language) {}

  /// Appends `pattern` (HTML of our own) with its arguments filled in.
  template <class... Args>
  void put(fmt::format_string<decltype(as_html(std::declval<const Args&>()))...> pattern,
           const Args&... args) {
    fmt::format_to(std::back_inserter(html_), pattern, as_html(args)...);
  }

  const ReportWords& words() const { return report_words(language_); }
  Language language() const { return language_; }

  /// In the report's language, or in the one there is.
  const std::string& in(const Text& text) const {
    const std::string& wanted = text.in(language_);
    if (!wanted.empty()) return wanted;
    return text.en.empty() ? text.fr : text.en;
  }

  /// True the first time that the page is about to hold something of this digest.
  bool first_of(const std::string& digest) { return held_.insert(digest).second; }

  void reserve(std::size_t bytes) { html_.reserve(bytes); }
  std::string take() { return std::move(html_); }

 private:
  Language language_;
  std::string html_;
  std::set<std::string> held_;
};

}  // namespace lucarne
