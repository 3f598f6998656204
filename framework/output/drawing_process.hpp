// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// How a program ended.
struct ProcessOutcome {
  bool success = false;  ///< exit status 0 within the time
  std::string ending;  ///< "exit status 1", "signal 9", "no end within 60 s", why it did not start
  std::string errors;  ///< standard error, at most 64 KiB
  std::string output;  ///< standard output, at most 64 KiB
};

/// The program of that name in the folders of PATH that are absolute, or empty.
std::filesystem::path find_program(const std::string& name);

/// Runs a program in `folder` without a shell: nothing to read, both outputs caught, killed where
/// it takes longer than `seconds`. Locale and gnuplot's own environment variables are left out, so
/// that a user's settings change no figure. thread: safe
ProcessOutcome run_program(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& folder, int seconds);

}  // namespace lucarne
