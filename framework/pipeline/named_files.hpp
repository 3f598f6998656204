// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/parameters.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lucarne {

/// A text parameter whose name ends with "_file" names a file, relative to the pipeline's own
/// folder; what the file holds counts like a value.
bool names_a_file(const Parameter& parameter);

/// Makes the files that parameters name absolute. requires: `folder` is absolute
void resolve_named_files(Parameters& parameters, const std::filesystem::path& folder);

/// The files that parameters name and that exist, by the parameter's name.
std::vector<std::pair<std::string, std::filesystem::path>> named_files(
    const Parameters& parameters);

}  // namespace lucarne
