// SPDX-License-Identifier: MIT
#pragma once

#include "pipeline/pipeline.hpp"

#include <filesystem>
#include <string>

namespace lucarne {

// The sections of a pipeline. Each reads its node as far as that makes sense and puts everything
// wrong into `diagnostics`. `folder` is where relative paths begin.

DatasetSpec parse_data(const YamlNode& node, const std::filesystem::path& folder,
                       Diagnostics& diagnostics);

ModelSpec parse_model(const YamlNode& node, const std::filesystem::path& folder,
                      Diagnostics& diagnostics);

std::vector<StageSpec> parse_stages(const YamlNode& node, Diagnostics& diagnostics);

/// The keys that a stage may have.
const std::vector<std::string>& stage_keys();

std::vector<Gate> parse_gates(const YamlNode& node, const std::vector<StageSpec>& stages,
                              Diagnostics& diagnostics);

/// The path in a node, absolute, or nothing (which is then said).
std::optional<std::filesystem::path> parse_path(const YamlNode& node, const std::string& key,
                                                const std::filesystem::path& folder,
                                                Diagnostics& diagnostics);

/// Whether a text can name a folder of results: [A-Za-z0-9_-], 1 to 100 of them.
bool is_name(const std::string& text);

/// "letters, digits, - and _, at most 100", for messages
extern const char* const name_rule;

}  // namespace lucarne
