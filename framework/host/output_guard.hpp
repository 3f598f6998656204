// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace lucarne {

/// While one lives, what the process writes to standard output (a plugin's printf, say) lands in
/// memory and not among the results that the user asked for.
/// requires: only one at a time
class OutputGuard {
 public:
  OutputGuard();
  ~OutputGuard();
  OutputGuard(const OutputGuard&) = delete;
  OutputGuard& operator=(const OutputGuard&) = delete;

  /// What was written since the last call, at most the first 4096 bytes of it.
  std::string taken();

 private:
  int standard_output_ = -1;
  int memory_ = -1;
};

/// The warning about what a plugin wrote to standard output.
std::string about_output(const std::string& text);

}  // namespace lucarne
