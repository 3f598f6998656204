// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace lucarne {

/// The function of an ELF file that holds the byte at `offset` of the file, in readable form
/// ("Peak::run(lucarne::Context const&, ...)"); hidden functions too, as long as the file is not
/// stripped. Empty where none is known. Does not throw: it serves reports of what went wrong.
std::string function_at(const std::filesystem::path& file, std::uint64_t offset);

}  // namespace lucarne
