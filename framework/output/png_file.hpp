// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace lucarne {

/// Pixels of 8 bits as a PNG. shape: height x width x channels, rows from the top; 1 (grey) or 3
/// (red, green and blue) channels. requires: width and height from 1 to 32767
/// throws: Error where the PNG cannot be made
std::string png_file(std::span<const std::byte> pixels, std::size_t width, std::size_t height,
                     std::size_t channels);

}  // namespace lucarne
