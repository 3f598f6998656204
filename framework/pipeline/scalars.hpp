// SPDX-License-Identifier: MIT
#pragma once

#include "pipeline/yaml_tree.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace lucarne {

/// What a scalar was read as, or why it cannot be: "wanted a whole number, found 'ten'".
template <class T>
struct ScalarReading {
  std::optional<T> value;
  std::string objection;
};

/// Decimal digits with an optional minus. Neither 010 (8 to some YAML readers) nor 0x10 nor 1_000
/// is one, nor anything in quotes.
ScalarReading<std::int64_t> read_integer(const YamlNode& node);
/// A finite decimal number: 3, -0.5, .5, 1e-3.
ScalarReading<double> read_number(const YamlNode& node);
/// true or false and nothing else.
ScalarReading<bool> read_boolean(const YamlNode& node);
/// Any scalar as it is written: 08 is "08", yes is "yes".
ScalarReading<std::string> read_text(const YamlNode& node);

/// "found 'ten'", "found a list", "found nothing".
std::string found(const YamlNode& node);

/// 'text' for a message: control characters escaped, cut where it is long.
std::string quoted(const std::string& text);

}  // namespace lucarne
