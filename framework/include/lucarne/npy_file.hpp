// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>
#include <lucarne/shape.hpp>

#include <string>

namespace lucarne {

/// The numbers of an NPY file that a parameter names (its name ends in `_file`), as float32, in C
/// order.
struct NpyFile {
  Shape shape;
  arma::fvec values;
};

/// Reads float32, float64, int32, int64, uint8 or boolean arrays in C order (little endian).
/// `parameter`: whose value the file is, for the errors
/// throws: ParameterError where the file is missing, cut short, or of another kind
LUCARNE_API NpyFile read_npy_file(const std::string& file, const std::string& parameter);

}  // namespace lucarne
