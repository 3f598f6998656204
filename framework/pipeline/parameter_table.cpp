// SPDX-License-Identifier: MIT
#include "pipeline/pipeline.hpp"
#include "pipeline/yaml_values.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

namespace lucarne {
namespace {

const char* type_name(Kind kind) {
  switch (kind) {
    case Kind::boolean: return "true or false";
    case Kind::integer: return "whole number";
    case Kind::number: return "number";
    case Kind::text: return "text";
    case Kind::integers: return "list of whole numbers";
    case Kind::numbers: return "list of numbers";
    case Kind::texts: return "list of texts";
    case Kind::items: return "items of another stage, `stage.product`";
  }
  return "";
}

std::string type_of(const Parameter& parameter) {
  const std::string& zero = parameter.about.zero;
  return type_name(parameter.kind) + (zero.empty() ? "" : fmt::format(", `{}`: 0", zero));
}

std::string range(const About& about) {
  if (!about.choices.empty()) return join(about.choices);
  const std::string max = about.max ? yaml_number(*about.max) : "";
  if (!about.min) return about.max ? "at most " + max : "";
  const std::string min = yaml_number(*about.min);
  if (!about.max) return (about.above_min ? "above " : "at least ") + min;
  return about.above_min ? fmt::format("above {}, at most {}", min, max)
                         : fmt::format("{} to {}", min, max);
}

std::string default_of(const Parameter& parameter) {
  const auto* text = std::get_if<std::string>(&parameter.default_value);
  if (text != nullptr && text->empty()) return "none";
  return fmt::format("`{}`", yaml_value(parameter, parameter.default_value));
}

// A cell must neither end early nor break its row.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char byte : text) {
    if (byte == '|') safe += '\\';
    safe += byte == '\n' ? ' ' : byte;
  }
  return safe;
}

}  // namespace

std::string parameter_table(const Parameters& parameters) {
  std::string table =
      "| name | meaning | type | default | range | unit | source |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const Parameter& parameter : parameters.all()) {
    const About& about = parameter.about;
    table += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", cell(parameter.name),
                         cell(about.meaning), cell(type_of(parameter)), cell(default_of(parameter)),
                         cell(range(about)), cell(about.unit), cell(about.source));
  }
  return table;
}

}  // namespace lucarne
