// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lucarne {

/// How a limit of memory is written: a whole number of MiB (from 256 on: less would not hold what
/// every process of ours has mapped before any data is read) or GiB. One pattern for parser and
/// schema, so that they agree.
inline constexpr const char* byte_size_pattern =
    "^((25[6-9]|2[6-9][0-9]|[3-9][0-9]{2}|[1-9][0-9]{3,8}) ?MiB|[1-9][0-9]{0,8} ?GiB)$";

/// The bytes that "2GiB" means, or nothing where `text` is not written so.
std::optional<std::uint64_t> byte_size(const std::string& text);

/// A number of bytes as it would be written, rounded up to a whole MiB.
std::string byte_size_text(std::uint64_t bytes);

}  // namespace lucarne
