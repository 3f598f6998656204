// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace lucarne {

/// The folder of a pipeline file, absolute and without symbolic links: "../data" then means the
/// same folder to us as to the operating system.
std::filesystem::path folder_of(const std::filesystem::path& file);

/// `name` as written in a pipeline, absolute. requires: `folder` is absolute
std::filesystem::path resolve(const std::string& name, const std::filesystem::path& folder);

/// "found no file '/absolute/path', did you mean 'other'?" where there is no such file, or what is
/// there is a folder; nothing where all is well.
std::optional<std::string> missing_file(const std::filesystem::path& file);

/// The same for what must be a folder.
std::optional<std::string> missing_folder(const std::filesystem::path& folder);

/// `file` as seen from `folder`; absolute where symbolic links would make that another file.
std::string relative_name(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace lucarne
