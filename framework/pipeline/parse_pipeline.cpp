// SPDX-License-Identifier: MIT
#include "pipeline/binding.hpp"
#include "pipeline/paths.hpp"
#include "pipeline/scalars.hpp"
#include "pipeline/sections.hpp"
#include "pipeline/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

bool is_name_character(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

// The file's stem with everything that has no place in a name replaced.
std::string default_name(const std::filesystem::path& file) {
  std::string name = file.stem().string().substr(0, 100);
  std::ranges::replace_if(
      name, [](char byte) { return !is_name_character(byte); }, '_');
  return name.empty() ? "pipeline" : name;
}

void check_version(const YamlNode& root, Diagnostics& diagnostics) {
  const YamlNode* node = root.find("lucarne");
  if (node == nullptr) {
    diagnostics.error(root.position,
                      "the pipeline lacks the key 'lucarne', the version of its format; begin it "
                      "with 'lucarne: 1'");
    return;
  }
  const ScalarReading<std::int64_t> version = read_integer(*node);
  if (!version.value) {
    diagnostics.error(node->position, "'lucarne': " + version.objection);
  } else if (*version.value != 1) {
    diagnostics.error(node->position,
                      fmt::format("'lucarne': wanted format version 1, found {}", *version.value));
  }
}

void parse_settings(const YamlNode& root, Pipeline& pipeline, const Owner& owner,
                    Diagnostics& diagnostics) {
  const std::vector<std::string> sections = {"lucarne", "data",   "model",
                                             "stages",  "expect", "sweep"};
  PipelineSettings settings;
  Parameters parameters;
  settings.declare(parameters);
  bind_keys(root, parameters, sections, owner, diagnostics);
  const YamlNode* name = root.find("name");
  if (name != nullptr && name->kind == YamlNode::Kind::scalar && !is_name(settings.name)) {
    diagnostics.error(name->position,
                      fmt::format("'name': wanted {}, {}", name_rule, found(*name)));
  }
  settings.apply(pipeline);
  if (pipeline.name.empty()) pipeline.name = default_name(pipeline.file);
}

}  // namespace

const char* const name_rule = "letters, digits, '-' and '_', at most 100 of them";

bool is_name(const std::string& text) {
  return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, is_name_character);
}

std::optional<std::filesystem::path> parse_path(const YamlNode& node, const std::string& key,
                                                const std::filesystem::path& folder,
                                                Diagnostics& diagnostics) {
  const ScalarReading<std::string> reading = read_text(node);
  if (!reading.value || reading.value->empty() || reading.value->find('\0') != std::string::npos) {
    diagnostics.error(node.position,
                      fmt::format("'{}': wanted the name of a file, {}", key, found(node)));
    return std::nullopt;
  }
  return resolve(*reading.value, folder);
}

Pipeline parse_pipeline(const YamlNode& root, const std::filesystem::path& file,
                        Diagnostics& diagnostics) {
  Pipeline pipeline;
  const std::filesystem::path folder = folder_of(file);
  pipeline.file = folder / file.filename();
  if (root.kind != YamlNode::Kind::mapping) {
    diagnostics.error(root.position,
                      "wanted a pipeline, a mapping that begins with 'lucarne: 1', " + found(root));
    return pipeline;
  }
  const Owner owner{"the pipeline", "key"};
  check_version(root, diagnostics);
  parse_settings(root, pipeline, owner, diagnostics);
  if (const YamlNode* data = require_key(root, "data", owner, diagnostics)) {
    pipeline.data_position = data->position;
    pipeline.data = parse_data(*data, folder, diagnostics);
  }
  if (const YamlNode* model = require_key(root, "model", owner, diagnostics)) {
    pipeline.model = parse_model(*model, folder, diagnostics);
  }
  if (const YamlNode* stages = require_key(root, "stages", owner, diagnostics)) {
    pipeline.stages = parse_stages(*stages, diagnostics);
  }
  if (const YamlNode* expect = root.find("expect")) {
    pipeline.gates = parse_gates(*expect, pipeline.stages, diagnostics);
  }
  if (const YamlNode* sweep = root.find("sweep")) {
    pipeline.sweep = parse_sweep(*sweep, diagnostics);
  }
  return pipeline;
}

}  // namespace lucarne
