// SPDX-License-Identifier: MIT
#pragma once

#include "data/images/picture.hpp"

#include <filesystem>
#include <span>

namespace lucarne {

/// The picture in a PNG file's bytes. Palettes become their colours, 1, 2, 4 and 16 bits become 8,
/// transparency is left out, and gamma is not looked at: as Pillow's convert("RGB") gives it.
/// throws: DataError naming `file` for what is damaged, truncated or too large
Picture decode_png(std::span<const std::uint8_t> bytes, const std::filesystem::path& file);

}  // namespace lucarne
