// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/parameters.hpp>

#include <string>

namespace lucarne {

/// A text as a YAML scalar that every reader takes for this very text: in double quotes unless it
/// is a plain word. requires: UTF-8
std::string yaml_text(const std::string& text);

/// The shortest decimal number that reads back as the same double.
std::string yaml_number(double number);

/// A value in YAML, lists as [a, b].
std::string yaml_value(const Value& value);

/// The same, or the parameter's word for it (About::zero).
std::string yaml_value(const Parameter& parameter, const Value& value);

}  // namespace lucarne
