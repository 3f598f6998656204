// SPDX-License-Identifier: MIT
#include "pipeline/binding.hpp"

#include "pipeline/pipeline.hpp"
#include "pipeline/scalars.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

// What is left of "0,5" between braces is 0 and a key 5.
bool is_decimal_comma(const YamlNode& key, const YamlNode& value) {
  return value.kind == YamlNode::Kind::null && !key.text.empty() &&
         key.text.find_first_not_of("0123456789") == std::string::npos;
}

// Reads one parameter, noting everything wrong with it where it stands.
class ParameterReader {
 public:
  ParameterReader(const Parameter& parameter, Diagnostics& diagnostics)
      : parameter_(parameter), diagnostics_(diagnostics) {}

  /// Nothing where something is wrong.
  std::optional<Value> read(const YamlNode& node) {
    if (is_word_for_zero(node)) {
      return allowed(node, parameter_.kind == Kind::number ? Value(0.0) : Value(std::int64_t{0}));
    }
    switch (parameter_.kind) {
      case Kind::boolean: return one(node, read_boolean);
      case Kind::integer: return one(node, read_integer);
      case Kind::number: return one(node, read_number);
      case Kind::text: return one(node, read_text);
      case Kind::items: return product(node);
      case Kind::integers: return list(node, read_integer);
      case Kind::numbers: return list(node, read_number);
      case Kind::texts: return list(node, read_text);
    }
    return std::nullopt;
  }

 private:
  void error(const YamlNode& node, const std::string& what) {
    diagnostics_.error(node.position, quoted(parameter_.name) + what);
  }

  bool is_word_for_zero(const YamlNode& node) const {
    return !parameter_.about.zero.empty() && node.kind == YamlNode::Kind::scalar &&
           node.text == parameter_.about.zero;
  }

  template <class T>
  std::optional<Value> one(const YamlNode& node, ScalarReading<T> (*parse)(const YamlNode&)) {
    const ScalarReading<T> reading = parse(node);
    if (!reading.value) {
      const std::string& zero = parameter_.about.zero;
      error(node, ": " + reading.objection + (zero.empty() ? "" : "; '" + zero + "' stands for 0"));
      return std::nullopt;
    }
    return allowed(node, Value(*reading.value));
  }

  // An item at a time, so that each objection points at its item.
  template <class T>
  std::optional<Value> list(const YamlNode& node, ScalarReading<T> (*parse)(const YamlNode&)) {
    const bool is_list = node.kind == YamlNode::Kind::sequence;
    std::vector<T> values;
    bool sound = true;
    for (const YamlNode& item : is_list ? node.items : std::vector<YamlNode>{node}) {
      const ScalarReading<T> reading = parse(item);
      if (!reading.value) {
        error(item, ": " + reading.objection);
        sound = false;
      } else if (allowed(item, Value(std::vector<T>{*reading.value}))) {
        values.push_back(*reading.value);
      } else {
        sound = false;
      }
    }
    return sound ? allowed(node, Value(values)) : std::nullopt;
  }

  std::optional<Value> product(const YamlNode& node) {
    const ScalarReading<std::string> reading = read_text(node);
    const std::size_t dot = reading.value ? reading.value->find('.') : std::string::npos;
    if (dot == std::string::npos || dot == 0 || dot + 1 == reading.value->size()) {
      error(node, ": wanted a product of another stage, written stage.product, " + found(node));
      return std::nullopt;
    }
    return allowed(node, Value(*reading.value));
  }

  std::optional<Value> allowed(const YamlNode& node, Value value) {
    if (const auto objection = parameter_.objection(value)) {
      error(node, " " + *objection);
      return std::nullopt;
    }
    return value;
  }

  const Parameter& parameter_;
  Diagnostics& diagnostics_;
};

}  // namespace

void bind_keys(const YamlNode& mapping, Parameters& parameters,
               std::span<const std::string> other_keys, const Owner& owner,
               Diagnostics& diagnostics) {
  std::vector<std::string> known(other_keys.begin(), other_keys.end());
  for (const Parameter& parameter : parameters.all()) known.push_back(parameter.name);
  for (const auto& [key, value] : mapping.entries) {
    if (std::ranges::find(other_keys, key.text) != other_keys.end()) continue;
    const Parameter* parameter = parameters.find(key.text);
    if (parameter == nullptr) {
      const std::string mend = is_decimal_comma(key, value)
                                   ? "; decimal numbers are written with a point"
                                   : suggestion(key.text, known, owner.noun + "s");
      diagnostics.error(key.position, fmt::format("{} has no {} {}{}", owner.name, owner.noun,
                                                  quoted(key.text), mend));
      continue;
    }
    const auto read = ParameterReader(*parameter, diagnostics).read(value);
    if (read) parameters.set(key.text, *read);
  }
}

bool require_mapping(const YamlNode& node, const std::string& key, const std::string& example,
                     Diagnostics& diagnostics) {
  if (node.kind == YamlNode::Kind::mapping) return true;
  diagnostics.error(node.position, fmt::format("'{}': wanted a mapping, such as {}, {}", key,
                                               example, found(node)));
  return false;
}

const YamlNode* require_key(const YamlNode& mapping, const std::string& key, const Owner& owner,
                            Diagnostics& diagnostics) {
  const YamlNode* node = mapping.find(key);
  if (node == nullptr) {
    diagnostics.error(mapping.position, fmt::format("{} lacks the key '{}'", owner.name, key));
  }
  return node;
}

void bind_parameters(const StageSpec& stage, Parameters& parameters, Diagnostics& diagnostics) {
  if (stage.with.kind != YamlNode::Kind::mapping) return;
  bind_keys(stage.with, parameters, {}, {"plugin " + quoted(stage.plugin), "parameter"},
            diagnostics);
}

Position position_of(const StageSpec& stage, const std::string& parameter) {
  const YamlNode* node = stage.with.find(parameter);
  return node != nullptr ? node->position : stage.position;
}

}  // namespace lucarne
