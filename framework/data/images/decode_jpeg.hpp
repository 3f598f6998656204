// SPDX-License-Identifier: MIT
#pragma once

#include "data/images/picture.hpp"

#include <filesystem>
#include <span>

namespace lucarne {

/// The picture in a JPEG file's bytes, as libjpeg's slow integer transform gives it. CMYK becomes
/// red, green and blue without a profile, its inks taken as Adobe stores them, inverted.
/// throws: DataError naming `file` for what is damaged, truncated or too large
Picture decode_jpeg(std::span<const std::uint8_t> bytes, const std::filesystem::path& file);

}  // namespace lucarne
