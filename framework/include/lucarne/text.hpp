// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

namespace lucarne {

/// The language of figure labels and of the report.
enum class Language { english, french };

/// What a person reads, in every language that the report speaks. An author who has only one gives
/// only that one.
struct Text {
  std::string en;
  std::string fr;

  Text() = default;
  Text(const char* both) : en(both), fr(both) {}             // NOLINT: implicit on purpose
  Text(std::string both) : en(both), fr(std::move(both)) {}  // NOLINT: implicit on purpose
  Text(std::string english, std::string french) : en(std::move(english)), fr(std::move(french)) {}

  const std::string& in(Language language) const { return language == Language::french ? fr : en; }
  bool empty() const { return en.empty() && fr.empty(); }
};

}  // namespace lucarne
