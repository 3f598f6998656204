// SPDX-License-Identifier: MIT
#pragma once

#include "data/stored_array.hpp"

#include <filesystem>
#include <string>

namespace lucarne {

/// One array of an NPZ file, its header read and checked.
/// throws: DataError where there is no such array (the message names those there are), and for
/// every damage that shows so far
StoredArray open_npz_array(const std::filesystem::path& file, const std::string& key);

}  // namespace lucarne
