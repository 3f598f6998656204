// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lucarne {

/// An NPY array as it lies in the file, in C order.
struct NpyArray {
  std::string type;  ///< numpy's descr: "<f4", "<f8", "|u1", "<i8", ...
  Shape shape;
  std::vector<std::byte> bytes;

  /// All elements as float, in C order. throws: Error for a type that is no real number
  std::vector<float> as_float() const;
};

/// throws: DataError with the offset, for anything that is no whole NPY file of a supported type
/// (versions 1 to 3; bool, integers, floats of up to 64 bits). Big endian and Fortran order are
/// reordered.
NpyArray read_npy(const std::filesystem::path& file);

/// The arrays of an NPZ by name (without ".npy"); stored or deflated members. Members of other
/// names are passed over.
/// throws: DataError as read_npy, and for a damaged zip file
std::map<std::string, NpyArray> read_npz(const std::filesystem::path& file);

/// A version 1.0 NPY file as bytes, its elements on a multiple of 64 bytes.
/// throws: Error if `size` is not that of n_elements(shape) elements of `type`
std::string npy_file(const std::string& type, const Shape& shape, const std::byte* bytes,
                     std::size_t size);

}  // namespace lucarne
