// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace lucarne {

/// Lets a folder be written to that is absent, empty, or was written by the same command before.
/// `record`: the file that tells so; `kind`: what the folder should be, as "comparison".
/// errors: Error where it holds anything else
void refuse_foreign_folder(const std::filesystem::path& folder, const std::string& record,
                           const std::string& kind);

}  // namespace lucarne
