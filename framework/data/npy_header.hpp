// SPDX-License-Identifier: MIT
#pragma once

#include "data/stored_array.hpp"

#include <memory>
#include <string>

namespace lucarne {

/// Reads the header of an NPY file of version 1, 2 or 3 and checks it against what follows.
/// throws: DataError with the offset
/// source: numpy.lib.format, "NPY format"
StoredArray open_npy(std::unique_ptr<ByteStream> stream);

/// A version 1.0 header, magic number included, padded to a multiple of 64 bytes.
std::string npy_header(const std::string& type, const Shape& shape);

}  // namespace lucarne
