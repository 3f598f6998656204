// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>

#include <span>
#include <string>
#include <string_view>

namespace lucarne {

/// The known name nearest to `wanted` by edit distance (swaps of neighbours count once), or an
/// empty string where none is near enough to be a slip of the keyboard.
LUCARNE_API std::string nearest(std::string_view wanted, std::span<const std::string> known);

/// `names` as "a, b, c"; at most `limit` of them, then "... (n in all)".
LUCARNE_API std::string join(std::span<const std::string> names, std::size_t limit = 40);

/// ", did you mean 'x'?" or, where nothing is near, "; <what> are a, b, c". For the end of a
/// message about an unknown name.
LUCARNE_API std::string suggestion(std::string_view wanted, std::span<const std::string> known,
                                   std::string_view what);

}  // namespace lucarne
