// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <string>

namespace lucarne::saliency {

/// An NPY file's numbers as float32, in C order.
struct NpyArray {
  Shape shape;
  arma::fvec values;
};

/// Reads float32, float64, int32, int64, uint8 or boolean arrays in C order (little endian).
/// `parameter`: whose value the file is, for the errors
/// throws: ParameterError where the file is missing, cut short, or of another kind
NpyArray read_npy(const std::string& file, const std::string& parameter);

}  // namespace lucarne::saliency
