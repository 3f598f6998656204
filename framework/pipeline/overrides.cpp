// SPDX-License-Identifier: MIT
#include "pipeline/scalars.hpp"
#include "pipeline/sections.hpp"
#include "pipeline/yaml_tree.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace lucarne {
namespace {

constexpr std::size_t max_steps = 20;

std::optional<std::vector<std::string>> split_path(std::string_view path) {
  std::vector<std::string> steps;
  for (;;) {
    const std::size_t dot = path.find('.');
    steps.emplace_back(path.substr(0, dot));
    if (steps.back().empty() || steps.size() > max_steps) return std::nullopt;
    if (dot == std::string_view::npos) return steps;
    path.remove_prefix(dot + 1);
  }
}

void give_origin(YamlNode& node, const Position& position) {
  node.position = position;
  for (YamlNode& item : node.items) give_origin(item, position);
  for (auto& [key, value] : node.entries) {
    give_origin(key, position);
    give_origin(value, position);
  }
}

std::string text_at(const YamlNode& mapping, const char* key) {
  const YamlNode* node = mapping.find(key);
  return node != nullptr && node->kind == YamlNode::Kind::scalar ? node->text : "";
}

bool is_stage_key(const std::string& name) {
  return std::ranges::find(stage_keys(), name) != stage_keys().end();
}

// Follows a path through the tree; throws what is wrong as an Error.
class PathWalker {
 public:
  explicit PathWalker(const Position& position) : position_(position) {}

  /// The node at the path, made where a mapping lacks it.
  YamlNode& walk(YamlNode& root, const std::vector<std::string>& steps) {
    YamlNode* node = &root;
    const bool in_stages = steps[0] == "stages";
    for (std::size_t i = 0; i < steps.size(); ++i) {
      // What follows a stage's name and is no key of a stage is one of its parameters.
      const bool of_stage = in_stages && i == 2;
      if (of_stage && !is_stage_key(steps[i])) {
        node = &key(*node, "with", steps[1]);
      }
      const std::string parent = i == 0 ? "the pipeline" : quoted(steps[i - 1]);
      if (node->kind == YamlNode::Kind::sequence) {
        node = in_stages && i == 1 ? &stage(*node, steps[i]) : &item(*node, steps[i], parent);
      } else {
        node = &key(*node, steps[i], parent);
      }
    }
    return *node;
  }

 private:
  YamlNode& key(YamlNode& node, const std::string& name, const std::string& parent) {
    if (node.kind == YamlNode::Kind::null) {
      node.kind = YamlNode::Kind::mapping;
      node.position = position_;
    }
    if (node.kind != YamlNode::Kind::mapping) {
      throw Error(fmt::format("{} holds no keys, so there is no {} in it", parent, quoted(name)));
    }
    for (auto& [known, value] : node.entries) {
      if (known.text == name) return value;
    }
    YamlNode new_key;
    new_key.kind = YamlNode::Kind::scalar;
    new_key.position = position_;
    new_key.text = name;
    YamlNode new_value;
    new_value.position = position_;
    return node.entries.emplace_back(std::move(new_key), std::move(new_value)).second;
  }

  static YamlNode& item(YamlNode& list, const std::string& number, const std::string& parent) {
    std::size_t index = 0;
    const char* const end = number.data() + number.size();
    const auto [stop, error] = std::from_chars(number.data(), end, index);
    if (stop != end || error != std::errc{} || index >= list.items.size()) {
      throw Error(fmt::format("{} is a list of {}: wanted the number of an item, from 0, found {}",
                              parent, list.items.size(), quoted(number)));
    }
    return list.items[index];
  }

  // By id, then by plugin, then by number.
  static YamlNode& stage(YamlNode& stages, const std::string& name) {
    std::vector<std::string> ids;
    std::vector<YamlNode*> of_plugin;
    for (YamlNode& one : stages.items) {
      const std::string plugin = text_at(one, "plugin");
      const std::string id = one.find("id") != nullptr ? text_at(one, "id") : plugin;
      if (id == name) return one;
      if (plugin == name) of_plugin.push_back(&one);
      ids.push_back(id);
    }
    if (of_plugin.size() == 1) return *of_plugin[0];
    if (of_plugin.size() > 1) {
      throw Error(fmt::format("plugin '{}' is used by several stages; name one by its id: {}", name,
                              join(ids)));
    }
    const bool is_number = name.find_first_not_of("0123456789") == std::string::npos;
    if (is_number) return item(stages, name, "'stages'");
    throw Error(fmt::format("no stage {}{}", quoted(name), suggestion(name, ids, "stages")));
  }

  Position position_;
};

}  // namespace

void override_value(YamlNode& root, const std::string& assignment, Diagnostics& diagnostics) {
  const Position position{0, 0, "--set " + assignment};
  const std::size_t equals = assignment.find('=');
  const auto steps = split_path(std::string_view(assignment).substr(0, equals));
  if (equals == std::string::npos || !steps) {
    diagnostics.error(position, "wanted path=value, such as seed=7 or stages.weights.neurons=16");
    return;
  }
  Diagnostics of_value;
  YamlNode value;
  try {
    value = parse_yaml(std::string_view(assignment).substr(equals + 1), of_value);
  } catch (const PipelineError&) {
    // Reported below, with the assignment as the place.
  }
  for (const Diagnostic& wrong : of_value.all()) diagnostics.error(position, wrong.message);
  if (!of_value.empty()) return;
  give_origin(value, position);
  try {
    PathWalker(position).walk(root, *steps) = std::move(value);
  } catch (const PipelineError&) {
    throw;
  } catch (const Error& error) {
    diagnostics.error(position, error.what());
  }
}

}  // namespace lucarne
