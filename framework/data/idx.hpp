// SPDX-License-Identifier: MIT
#pragma once

#include "data/stored_array.hpp"

#include <filesystem>

namespace lucarne {

/// The array of an IDX file, packed with gzip or not, its header read and checked.
/// throws: DataError with the offset for a wrong magic number or sizes that do not fit the file
/// source: the file format at the end of LeCun, Cortes, Burges, "The MNIST database"
StoredArray open_idx(const std::filesystem::path& file);

}  // namespace lucarne
