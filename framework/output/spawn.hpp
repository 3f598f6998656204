// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// Two file descriptors that this process alone inherits; closed at the end of its life.
class Pipe {
 public:
  /// What one end writes, the other reads.
  static Pipe one_way();
  /// Both ends read and write; writing to an end whose peer is gone raises no signal.
  static Pipe both_ways();
  Pipe(Pipe&& other) noexcept;
  Pipe& operator=(Pipe&&) = delete;
  ~Pipe();
  bool open() const { return ends_[0] >= 0; }
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void close(std::size_t end);

 private:
  Pipe() = default;
  std::array<int, 2> ends_{-1, -1};
};

/// What a program starts with.
struct Start {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::filesystem::path folder;
  int input;   ///< file descriptors; input < 0: nothing to read
  int output;  ///< < 0: thrown away
  int errors;
  std::filesystem::path preloaded = {};  ///< a library that goes before all others
  bool apart = false;                    ///< Ctrl-C at the terminal does not reach it
};

/// Starts a program without a shell. Locale and gnuplot's own environment variables are left out,
/// so that a user's settings change no figure.
/// returns 0, or the error's number     thread: safe
int spawn(const Start& start, pid_t& child);

/// Waits for the end of a process, which is killed before where it is `late`.
/// returns "exit status 1", "signal 9", or "" where it was killed
std::string ending_of(pid_t child, bool late);

}  // namespace lucarne
