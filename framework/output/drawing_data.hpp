// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <filesystem>

namespace lucarne {

/// Writes the matrix as little-endian float32, column after column, as gnuplot's `binary array`
/// reads it with n_rows values a line. throws: OutputError
void write_floats(const std::filesystem::path& file, const arma::fmat& values);

}  // namespace lucarne
