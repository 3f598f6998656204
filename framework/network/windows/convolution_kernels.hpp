// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace lucarne {

/// Name and version of the library that computes convolutions: "oneDNN 2.6.3".
std::string convolution_library();

/// The widest instructions that it takes here: "AVX2".
std::string convolution_instructions();

/// True where those are AVX2's: every x86-64 processor with AVX2 can then compute the same bits.
bool convolutions_are_portable();

}  // namespace lucarne
