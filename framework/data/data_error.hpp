// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/error.hpp>

#include <filesystem>

namespace lucarne {

/// A file that is missing, damaged, or does not fit; `what()` begins with its name.
class DataError : public Error {
 public:
  DataError(const std::filesystem::path& file, const std::string& message)
      : Error(file.string() + ": " + message) {}
  /// With the whole of what().
  explicit DataError(const std::string& words) : Error(words) {}
};

}  // namespace lucarne
