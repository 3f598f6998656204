// SPDX-License-Identifier: MIT
#pragma once

#include "pipeline/yaml_tree.hpp"

#include <lucarne/parameters.hpp>

#include <span>
#include <string>

namespace lucarne {

/// Who the keys of a mapping belong to, for "<owner> has no <noun> 'x'".
struct Owner {
  std::string name;  ///< "'data'", "plugin 'saliency'"
  std::string noun;  ///< "key", "parameter"
};

/// Sets `parameters` from the keys of a mapping. Keys that are neither parameters nor in
/// `other_keys`, wrong types and values out of range go into `diagnostics`, all of them.
void bind_keys(const YamlNode& mapping, Parameters& parameters,
               std::span<const std::string> other_keys, const Owner& owner,
               Diagnostics& diagnostics);

/// Whether `node` is a mapping; says so in `diagnostics` where it is not.
bool require_mapping(const YamlNode& node, const std::string& key, const std::string& example,
                     Diagnostics& diagnostics);

/// The value of a key, or nothing, which is then said in `diagnostics`, at the mapping.
const YamlNode* require_key(const YamlNode& mapping, const std::string& key, const Owner& owner,
                            Diagnostics& diagnostics);

}  // namespace lucarne
