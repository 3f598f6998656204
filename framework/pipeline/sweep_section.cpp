// SPDX-License-Identifier: MIT
#include "pipeline/binding.hpp"
#include "pipeline/parameter_sweep.hpp"
#include "pipeline/scalars.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

// A node as YAML on one line that reads back as the same node.
std::string flow_text(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null: return "null";
    case YamlNode::Kind::scalar: {
      if (!node.quoted) return node.text;
      std::string text = "'";
      for (const char byte : node.text) text += byte == '\'' ? "''" : std::string(1, byte);
      return text + "'";
    }
    case YamlNode::Kind::sequence: {
      std::string text = "[";
      for (const YamlNode& item : node.items) {
        text += (text.size() > 1 ? ", " : "") + flow_text(item);
      }
      return text + "]";
    }
    case YamlNode::Kind::mapping: {
      std::string text = "{";
      for (const auto& [key, value] : node.entries) {
        text +=
            fmt::format("{}{}: {}", text.size() > 1 ? ", " : "", flow_text(key), flow_text(value));
      }
      return text + "}";
    }
  }
  return "";
}

void parse_axes(const YamlNode& values, ParameterSweep& sweep, Diagnostics& diagnostics) {
  if (!require_mapping(values, "values", "values: {model.train.hidden: [[64], [256, 128]]}",
                       diagnostics)) {
    return;
  }
  if (values.entries.empty()) {
    diagnostics.error(values.position,
                      "'values': wanted at least one key to vary, such as seed: "
                      "[1, 2, 3], found an empty mapping");
  }
  for (const auto& [key, list] : values.entries) {
    if (list.kind != YamlNode::Kind::sequence || list.items.empty()) {
      diagnostics.error(list.position, fmt::format("'{}': wanted a list of the values to try, {}",
                                                   key.text, found(list)));
      continue;
    }
    SweepAxis axis{key.text, {}, key.position};
    for (const YamlNode& item : list.items) axis.values.push_back(flow_text(item));
    sweep.axes.push_back(std::move(axis));
  }
}

void parse_scalars(const YamlNode& list, ParameterSweep& sweep, Diagnostics& diagnostics) {
  if (list.kind != YamlNode::Kind::sequence) {
    diagnostics.error(list.position, fmt::format("'scalars': wanted a list such as "
                                                 "[errors.accuracy], {}",
                                                 found(list)));
    return;
  }
  for (const YamlNode& item : list.items) {
    const ScalarReading<std::string> name = read_text(item);
    if (name.value && name.value->find('.') != std::string::npos) {
      sweep.scalars.push_back(*name.value);
    } else {
      diagnostics.error(item.position, fmt::format("'scalars': wanted stage.scalar, such as "
                                                   "errors.accuracy, {}",
                                                   found(item)));
    }
  }
}

}  // namespace

ParameterSweep parse_sweep(const YamlNode& node, Diagnostics& diagnostics) {
  ParameterSweep sweep;
  if (!require_mapping(node, "sweep", "sweep: {values: {seed: [1, 2, 3]}}", diagnostics)) {
    return sweep;
  }
  const std::vector<std::string> known = {"mode", "values", "scalars"};
  for (const auto& [key, value] : node.entries) {
    if (std::ranges::find(known, key.text) == known.end()) {
      diagnostics.error(key.position, fmt::format("'sweep' has no key {}{}", quoted(key.text),
                                                  suggestion(key.text, known, "keys")));
    }
  }
  if (const YamlNode* mode = node.find("mode")) {
    const ScalarReading<std::string> text = read_text(*mode);
    sweep.zip = text.value == "zip";
    if (!sweep.zip && text.value != "grid") {
      diagnostics.error(mode->position,
                        fmt::format("'mode': wanted grid or zip, {}", found(*mode)));
    }
  }
  const YamlNode* values = require_key(node, "values", {"'sweep'", "key"}, diagnostics);
  if (values != nullptr) parse_axes(*values, sweep, diagnostics);
  if (const YamlNode* scalars = node.find("scalars")) parse_scalars(*scalars, sweep, diagnostics);
  if (diagnostics.empty()) {
    try {
      cells_of(sweep);
    } catch (const Error& error) {
      diagnostics.error(node.position, error.what());
    }
  }
  return sweep;
}

}  // namespace lucarne
