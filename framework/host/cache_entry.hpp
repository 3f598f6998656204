// SPDX-License-Identifier: MIT
#pragma once

#include "host/stage_cache.hpp"

#include <filesystem>

namespace lucarne {

/// Writes an entry into `folder`, which exists and is empty: entry.json, results.bin, files/.
/// throws: OutputError
void write_cache_entry(const std::filesystem::path& folder, const std::string& key,
                       const StageRecord& stage, const std::filesystem::path& stage_folder);

/// Reads an entry and compares every file with its digest.
/// throws: Error that says what is damaged
CachedStage read_cache_entry(const std::filesystem::path& folder, const std::string& key);

}  // namespace lucarne
