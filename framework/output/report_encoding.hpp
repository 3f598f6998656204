// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lucarne {

/// Text made safe between tags and inside quoted attributes. Bytes that are not UTF-8 and control
/// characters that HTML forbids become U+FFFD.
std::string escaped(std::string_view text);

/// A relative path as a link: everything but letters, digits and - _ . ~ / is percent-encoded, so
/// that no path can be read as a scheme, a query or a fragment.
std::string link_to(std::string_view path);

/// source: RFC 4648, section 4
std::string base64(std::string_view bytes);

struct PixelSize {
  unsigned width = 0;
  unsigned height = 0;
};

/// Size of a whole PNG, read from its first chunk; none where the bytes are not one.
std::optional<PixelSize> png_size(std::string_view bytes);

}  // namespace lucarne
