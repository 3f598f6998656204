// SPDX-License-Identifier: MIT
#pragma once

#include "output/spawn.hpp"

#include <filesystem>
#include <string>

namespace lucarne {

/// A gnuplot that stays: starting one takes as long as drawing a figure.
/// thread: one thread at a time
class Gnuplot {
 public:
  /// Starts it; where that fails, the first answer says why.
  explicit Gnuplot(const std::filesystem::path& program);

  /// Ends it.
  ~Gnuplot();
  Gnuplot(const Gnuplot&) = delete;
  Gnuplot& operator=(const Gnuplot&) = delete;

  struct Answer {
    bool done = false;   ///< the commands were carried out, and it waits for more
    std::string said;    ///< standard error, at most 64 KiB
    std::string ending;  ///< else: "exit status 1", "signal 9", "no end within 60 s", ...
  };

  /// Carries out commands (lines of gnuplot) and says what came of them. Where they take longer
  /// than `seconds`, it is killed.
  Answer run(const std::string& commands, int seconds);

  /// Ends it, and says how it ended.
  std::string end();

  /// Whether it waits for commands.
  bool running() const { return child_ > 0; }

 private:
  std::string end(bool late);

  Pipe commands_;
  Pipe errors_;
  pid_t child_ = -1;
  std::string why_not_;
};

/// The command that makes a folder the current one; nothing in its path is expanded.
std::string change_folder(const std::filesystem::path& folder);

}  // namespace lucarne
