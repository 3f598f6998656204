// SPDX-License-Identifier: MIT
#pragma once

#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

/// How a process ended.
struct ProgramOutcome {
  int exit_code = -1;  ///< -1 where a signal ended it
  int signal = 0;      ///< 0 where none did
  std::string out;
  std::string err;
};

/// What to start: words[0] is the program's path, or a name to look for in PATH.
struct Program {
  std::vector<std::string> words;
  std::filesystem::path folder;  ///< where it starts
  std::map<std::string, std::string> environment =
      {};  ///< set over the test's own, where LUCARNE_CACHE is off
};

/// A process with its two outputs going to files; killed when this goes out of scope.
class RunningProgram {
 public:
  explicit RunningProgram(const Program& program) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, program.folder.c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    constexpr int create = O_WRONLY | O_CREAT | O_APPEND;
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out().c_str(), create, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err().c_str(), create, 0600);
    std::vector<std::string> words = program.words;
    std::vector<std::string> environment = environment_with(program.environment);
    const int failure = posix_spawnp(&process_, words.front().c_str(), &actions, nullptr,
                                     pointers(words).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) {
      throw std::runtime_error("cannot start " + words.front() + ": " + std::strerror(failure));
    }
  }
  ~RunningProgram() {
    if (!ended_) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
  }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  void send(int signal) const { kill(process_, signal); }
  pid_t process() const { return process_; }
  std::string errors_so_far() const { return content_of(err()); }

  /// Looks every few milliseconds until `condition()` holds.
  /// throws: std::runtime_error after a minute, or where the process ends before
  template <class Condition>
  void wait_until(Condition&& condition) {
    for (int i = 0; i < 30'000; ++i) {
      if (condition()) return;
      if (poll()) throw std::runtime_error("the process ended too early: " + errors_so_far());
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    throw std::runtime_error("waited for a minute in vain: " + errors_so_far());
  }

  /// throws: std::runtime_error where it hangs (two minutes)
  ProgramOutcome wait() {
    // Sleeps until then: these tests share two cores with what they start.
    const int ending = static_cast<int>(syscall(SYS_pidfd_open, process_, 0));
    if (ending < 0) throw std::runtime_error("pidfd_open: " + std::string(std::strerror(errno)));
    pollfd ended{ending, POLLIN, 0};
    const int two_minutes = 120'000;
    while (::poll(&ended, 1, two_minutes) < 0 && errno == EINTR) continue;
    close(ending);
    if (!poll()) throw std::runtime_error("the process hangs: " + errors_so_far());
    ProgramOutcome outcome{-1, 0, content_of(out()), content_of(err())};
    if (WIFEXITED(status_)) outcome.exit_code = WEXITSTATUS(status_);
    if (WIFSIGNALED(status_)) outcome.signal = WTERMSIG(status_);
    return outcome;
  }

 private:
  std::string out() const { return (outputs_.path() / "out").string(); }
  std::string err() const { return (outputs_.path() / "err").string(); }

  bool poll() {
    if (!ended_) ended_ = waitpid(process_, &status_, WNOHANG) == process_;
    return ended_;
  }

  static std::vector<std::string> environment_with(std::map<std::string, std::string> changes) {
    // What one test has computed must not answer for what another is to compute.
    changes.try_emplace("LUCARNE_CACHE", "off");
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string text = *entry;
      if (!changes.contains(text.substr(0, text.find('=')))) all.push_back(text);
    }
    for (const auto& [name, value] : changes) all.push_back(name + "=" + value);
    return all;
  }

  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  }

  TemporaryFolder outputs_;
  pid_t process_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

inline ProgramOutcome run_program(const Program& program) { return RunningProgram(program).wait(); }
