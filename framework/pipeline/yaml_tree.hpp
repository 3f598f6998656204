// SPDX-License-Identifier: MIT
#pragma once

#include "pipeline/diagnostics.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lucarne {

/// A YAML document as plain data with positions; yaml-cpp stays inside yaml_tree.cpp.
struct YamlNode {
  enum class Kind { null, scalar, sequence, mapping };
  Kind kind = Kind::null;
  Position position;
  std::string text;             ///< of a scalar
  bool quoted = false;          ///< a quoted scalar is text, whatever it looks like
  std::vector<YamlNode> items;  ///< of a sequence
  std::vector<std::pair<YamlNode, YamlNode>> entries;  ///< of a mapping, in file order

  const YamlNode* find(std::string_view key) const;
};

/// Reads a YAML file. Refuses, with position: what yaml-cpp cannot parse, duplicate keys, more than
/// one document, an empty file, merge keys, anchors and aliases, tags, more than 1 MiB, 10 000
/// nodes or 20 levels. Duplicate keys only go into `diagnostics`, so that what else is wrong can be
/// said with them. throws: PipelineError
YamlNode read_yaml(const std::filesystem::path& file, Diagnostics& diagnostics);

/// The same for YAML that lies in no file; the text becomes the source of `diagnostics`. Duplicate
/// keys go into `diagnostics` (the first counts). Null for an empty text.
/// throws: PipelineError for everything else that read_yaml refuses
YamlNode parse_yaml(std::string_view text, Diagnostics& diagnostics);

/// `--set a.b.c=value`: replaces or adds the value at a path; a sequence item is named by its `id`
/// (or `plugin`) or its number. The value is YAML.
void override_value(YamlNode& root, const std::string& assignment, Diagnostics& diagnostics);

}  // namespace lucarne
