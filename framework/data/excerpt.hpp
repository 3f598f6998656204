// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace lucarne {

/// What a file says, as a message may quote it: its first 40 characters, valid UTF-8, with '?' for
/// control characters and for bytes that are no UTF-8.
std::string excerpt(std::string_view text);

}  // namespace lucarne
