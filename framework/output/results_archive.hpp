// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/results.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace lucarne {

/// All of a stage's results as bytes, for the cache and for the way out of an isolated process.
std::vector<std::byte> bytes_of(const Results& results);

/// The results that bytes_of() was given. Every name goes through the checks that a plugin's names
/// go through, so bytes from a plugin's process cannot name a file elsewhere.
/// throws: Error where the bytes are damaged, or of another version of this format
void read_results(std::span<const std::byte> bytes, Results& results);

}  // namespace lucarne
