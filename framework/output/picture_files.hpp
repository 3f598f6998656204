// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace lucarne {

/// What is wrong with a PNG: missing, empty, another file, cut off. Empty where it is whole.
std::string png_fault(const std::filesystem::path& file);

/// The same for an SVG.
std::string svg_fault(const std::filesystem::path& file);

/// Tells viewers to show the pixels of pictures in an SVG as squares (gnuplot 5.4 does not, and
/// most viewers would blur them), and takes out what depends on the figures that the same gnuplot
/// drew before. throws: OutputError
void finish_svg(const std::filesystem::path& svg);

}  // namespace lucarne
