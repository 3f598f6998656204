// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include "data/byte_stream.hpp"
#include "data/item_values.hpp"
#include "data/stored_type.hpp"

#include <memory>
#include <stop_token>
#include <vector>

namespace lucarne {

/// An array in a file: its header has been read, its elements are next in the stream.
struct StoredArray {
  StoredType type;
  Shape shape;
  bool fortran_order = false;
  std::unique_ptr<ByteStream> stream;
};

/// Compares what the header promises with what the file can hold, before anything is allocated.
/// throws: DataError with both sizes
void check_promise(const StoredArray& array);

/// Bytes of all elements. requires: check_promise passed
std::uint64_t n_bytes(const StoredArray& array);

/// All elements in C order, and nothing after them: as bytes where they are bytes, else as floats.
/// throws: DataError for a damaged or truncated file, Cancelled
ItemValues read_values(StoredArray& array, const std::stop_token& stop);

/// All elements as double, which holds integers below 2^53 exactly.
std::vector<double> read_doubles(StoredArray& array);

/// All elements as the file has them, but in C order and little endian.
std::vector<std::byte> read_raw(StoredArray& array);

}  // namespace lucarne
