// SPDX-License-Identifier: MIT
#pragma once

#include "output/comparison.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// Two finished runs side by side: from what their folders hold, and from networks and data where
/// those are still at hand with the digests that the runs recorded. What is missing is said in the
/// comparison. thread: uses one
/// throws: Error where one of them is no run, unfinished or damaged
Comparison compare_runs(const std::filesystem::path& a, const std::filesystem::path& b);

/// Writes compare.html, compare.json and the figures into `folder`, which is made.
/// Returns what went wrong with figures. throws: Error where the folder holds anything but an
/// earlier comparison; OutputError
std::vector<std::string> write_comparison(const Comparison& comparison,
                                          const std::filesystem::path& folder);

}  // namespace lucarne
