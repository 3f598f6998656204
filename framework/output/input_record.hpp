// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_record.hpp"

#include <filesystem>

namespace lucarne {

/// Whether there is a file or a folder to digest; a device would never end.
bool can_be_recorded(const std::filesystem::path& input);

/// Path, size and digest of a file that goes into a run, or of a folder of pictures: all PNG and
/// JPEG files below it (hidden ones left out), their sizes added, the digest that of all names and
/// digests in the order of the names.
/// throws: OutputError where it cannot be read
FileRecord input_record(const std::filesystem::path& input);

}  // namespace lucarne
