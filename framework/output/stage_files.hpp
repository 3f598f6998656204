// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/results.hpp>

#include <filesystem>

namespace lucarne {

/// Writes results.json and the arrays of one stage into an existing folder. Numbers in full
/// precision; NaN and infinities as the strings "NaN", "Infinity", "-Infinity".
/// throws: OutputError
void write_stage(const Results& results, const std::filesystem::path& folder, Language language);

}  // namespace lucarne
