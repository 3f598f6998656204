// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/figure.hpp>

#include <filesystem>
#include <set>
#include <string>

namespace lucarne {

/// Lays out a figure, writes the data files that its script plots, and returns the script.
/// `taken`: names of the data files written so far into the folder
/// throws: OutputError
std::string script_of(const Figure& figure, const std::filesystem::path& folder, Language language,
                      std::set<std::string>& taken);

}  // namespace lucarne
