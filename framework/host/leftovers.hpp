// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace lucarne {

/// Names of the cache's unfinished entries begin so; the process' number follows.
inline constexpr const char* temporary_prefix = ".partial-";

/// Removes what processes that no longer live have left in `parent`: names that are `prefix`, a
/// process' number, and perhaps '-' and more.
void remove_leftovers(const std::filesystem::path& parent, const std::string& prefix);

}  // namespace lucarne
