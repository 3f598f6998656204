// SPDX-License-Identifier: MIT
#include "pipeline/binding.hpp"
#include "pipeline/byte_size.hpp"
#include "pipeline/scalars.hpp"
#include "pipeline/sections.hpp"
#include "pipeline/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

// The name under `key`, empty where it is none, which is then said.
std::string parse_name(const YamlNode& node, const std::string& key, Diagnostics& diagnostics) {
  const ScalarReading<std::string> reading = read_text(node);
  if (reading.value && is_name(*reading.value)) return *reading.value;
  diagnostics.error(node.position,
                    reading.value ? fmt::format("'{}': wanted {}, {}", key, name_rule, found(node))
                                  : fmt::format("'{}': {}", key, reading.objection));
  return {};
}

std::optional<StageLimits> parse_limits(const YamlNode& node, Diagnostics& diagnostics) {
  if (!require_mapping(node, "limits", "{seconds: 600, memory: 2GiB}", diagnostics)) return {};
  LimitSettings settings;
  Parameters parameters;
  settings.declare(parameters);
  bind_keys(node, parameters, {}, {"'limits'", "key"}, diagnostics);
  const YamlNode* memory = node.find("memory");
  if (memory != nullptr && !byte_size(settings.memory)) {
    diagnostics.error(memory->position,
                      "'memory': wanted a whole number of MiB (at least 256) or GiB, such as "
                      "512MiB or 2GiB, " +
                          found(*memory));
    settings.memory.clear();
  }
  return settings.limits();
}

void parse_isolation(const YamlNode& node, StageSpec& stage, Diagnostics& diagnostics) {
  const YamlNode* isolate = node.find("isolate");
  const YamlNode* limits = node.find("limits");
  if (isolate != nullptr) {
    const ScalarReading<bool> reading = read_boolean(*isolate);
    stage.isolate = reading.value;
    if (!reading.value) {
      diagnostics.error(isolate->position, "'isolate': " + reading.objection);
    }
  }
  if (limits == nullptr) return;
  stage.limits = parse_limits(*limits, diagnostics);
  if (stage.isolate == false) {
    diagnostics.error(limits->position,
                      "'limits' are those of a stage's own process, and this stage says "
                      "'isolate: false'; leave one of them out");
  }
}

StageSpec parse_stage(const YamlNode& node, Diagnostics& diagnostics) {
  StageSpec stage;
  stage.position = node.position;
  stage.plugin_position = node.position;
  if (node.kind == YamlNode::Kind::scalar) {
    diagnostics.error(node.position, fmt::format("wanted a stage, {}; write 'plugin: {}'",
                                                 found(node), node.text));
    return stage;
  }
  if (!require_mapping(node, "stages", "- plugin: weights", diagnostics)) return stage;
  const Owner owner{"this stage", "key"};
  Parameters none;
  bind_keys(node, none, stage_keys(), owner, diagnostics);
  if (const YamlNode* plugin = require_key(node, "plugin", owner, diagnostics)) {
    stage.plugin_position = plugin->position;
    stage.plugin = parse_name(*plugin, "plugin", diagnostics);
    stage.id = stage.plugin;
  }
  if (const YamlNode* id = node.find("id")) stage.id = parse_name(*id, "id", diagnostics);
  const YamlNode* with = node.find("with");
  if (with != nullptr && with->kind != YamlNode::Kind::null &&
      require_mapping(*with, "with", "{samples: 10}", diagnostics)) {
    stage.with = *with;
  }
  parse_isolation(node, stage, diagnostics);
  return stage;
}

void check_ids(const std::vector<StageSpec>& stages, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const auto end = stages.begin() + static_cast<std::ptrdiff_t>(i);
    const auto first = std::find_if(stages.begin(), end, [&](const StageSpec& earlier) {
      return !earlier.id.empty() && earlier.id == stages[i].id;
    });
    if (first == end) continue;
    diagnostics.error(stages[i].position,
                      fmt::format("stage id '{}' is used twice, first on line {}; give this stage "
                                  "an 'id:' of its own",
                                  stages[i].id, first->position.line));
  }
}

}  // namespace

const std::vector<std::string>& stage_keys() {
  static const std::vector<std::string> keys = {"plugin", "id", "isolate", "limits", "with"};
  return keys;
}

std::vector<StageSpec> parse_stages(const YamlNode& node, Diagnostics& diagnostics) {
  std::vector<StageSpec> stages;
  if (node.kind != YamlNode::Kind::sequence) {
    diagnostics.error(node.position,
                      "'stages': wanted a list, such as - plugin: weights, " + found(node));
    return stages;
  }
  if (node.items.empty()) {
    diagnostics.error(node.position, "'stages': wanted at least one stage, found an empty list");
  }
  for (const YamlNode& item : node.items) stages.push_back(parse_stage(item, diagnostics));
  check_ids(stages, diagnostics);
  return stages;
}

}  // namespace lucarne
