// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// A process that we start, with what it writes to standard output and error caught; it and
/// whatever it started in its process group are killed when this goes.
class ChildProcess {
 public:
  /// Started by posix_spawn, never by a bare fork, after which OpenBLAS may hang. Standard input is
  /// empty; `inherited` become its descriptors 3, 4, ...; no other descriptor reaches it.
  /// throws: Error where it cannot be started
  ChildProcess(const std::filesystem::path& program, std::vector<std::string> words,
               const std::vector<int>& inherited);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Descriptors to poll: readable once the process has ended, or has written something.
  int end_descriptor() const { return end_; }
  int output_descriptor() const { return output_; }
  int errors_descriptor() const { return errors_; }

  /// Takes what was written so far without waiting for more. A stream that has ended gets
  /// descriptor -1.
  void drain();
  /// The first 4096 bytes of standard output since the last call.
  std::string taken_output();
  /// The last 8192 bytes of standard error.
  const std::string& last_errors() const { return last_errors_; }

  void send(int signal) const;
  /// Waits until it ends, at most so long.
  bool ends_within(double seconds);
  /// The status that waitpid() gave, once it has ended.
  std::optional<int> status() const { return status_; }

 private:
  void read_into(int& descriptor, bool is_output);

  pid_t process_ = -1;
  int end_ = -1;
  int output_ = -1;
  int errors_ = -1;
  std::string first_output_;
  std::string last_errors_;
  std::optional<int> status_;
};

}  // namespace lucarne
