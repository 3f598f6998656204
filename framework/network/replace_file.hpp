// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

namespace lucarne {

/// Writes a file that is either whole or not there: to a temporary beside it, flushed to the disk,
/// then renamed.
/// throws: DataError with the system's reason; the temporary is removed
void replace_file(const std::filesystem::path& file, std::string_view content);

}  // namespace lucarne
