// SPDX-License-Identifier: MIT
#include "output/drawing_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace lucarne {
namespace {

using Clock = std::chrono::steady_clock;

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void close(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

class Actions {
 public:
  Actions() { posix_spawn_file_actions_init(&actions_); }
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

std::vector<std::string> clean_environment() {
  std::vector<std::string> kept;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const bool dropped = variable.starts_with("GNUPLOT") || variable.starts_with("GNUTERM") ||
                         variable.starts_with("LC_") || variable.starts_with("LANG");
    if (!dropped) kept.emplace_back(variable);
  }
  // UTF-8, or gnuplot 5.4 warns that it cannot convert the degree sign.
  kept.emplace_back("LC_ALL=C.UTF-8");
  return kept;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// False at the end of the stream.
bool read_some(int from, std::string& into) {
  constexpr std::size_t most = 64 * 1024;
  std::array<char, 4096> piece{};
  const ssize_t count = ::read(from, piece.data(), piece.size());
  if (count < 0) return errno == EINTR;
  if (into.size() < most) into.append(piece.data(), static_cast<std::size_t>(count));
  return count > 0;
}

// Reads both streams until both have ended; false where the time ran out.
bool read_until(Clock::time_point deadline, Pipe& output, Pipe& errors, ProcessOutcome& outcome) {
  std::array<pollfd, 2> open{{{output.reading(), POLLIN, 0}, {errors.reading(), POLLIN, 0}}};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    if (::poll(open.data(), open.size(), static_cast<int>(left.count())) < 0 && errno != EINTR) {
      return false;
    }
    if (open[0].fd >= 0 && open[0].revents != 0 && !read_some(open[0].fd, outcome.output)) {
      open[0].fd = -1;
    }
    if (open[1].fd >= 0 && open[1].revents != 0 && !read_some(open[1].fd, outcome.errors)) {
      open[1].fd = -1;
    }
  }
  return true;
}

void await(pid_t child, bool in_time, int seconds, ProcessOutcome& outcome) {
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) {
    outcome.ending = "no end within " + std::to_string(seconds) + " s";
  } else if (WIFSIGNALED(status)) {
    outcome.ending = "signal " + std::to_string(WTERMSIG(status));
  } else {
    outcome.success = WEXITSTATUS(status) == 0;
    outcome.ending = "exit status " + std::to_string(WEXITSTATUS(status));
  }
}

}  // namespace

std::filesystem::path find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "" : path;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    const std::filesystem::path folder(folders.substr(0, end));
    // A relative folder would run whatever lies where the user happens to be.
    if (folder.is_absolute()) {
      const std::filesystem::path program = folder / name;
      std::error_code ignored;
      if (std::filesystem::is_regular_file(program, ignored) &&
          ::access(program.c_str(), X_OK) == 0) {
        return program;
      }
    }
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return {};
}

ProcessOutcome run_program(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& folder, int seconds) {
  ProcessOutcome outcome;
  Pipe output;
  Pipe errors;
  if (output.reading() < 0 || errors.reading() < 0) {
    outcome.ending = std::strerror(errno);
    return outcome;
  }
  Actions actions;
  posix_spawn_file_actions_addchdir_np(actions.get(), folder.c_str());
  posix_spawn_file_actions_addopen(actions.get(), 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(actions.get(), output.writing(), 1);
  posix_spawn_file_actions_adddup2(actions.get(), errors.writing(), 2);
  std::vector<std::string> words = {program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = clean_environment();
  pid_t child = 0;
  const int refused = ::posix_spawn(&child, program.c_str(), actions.get(), nullptr,
                                    pointers_to(words).data(), pointers_to(variables).data());
  if (refused != 0) {
    outcome.ending = std::strerror(refused);
    return outcome;
  }
  output.close(1);
  errors.close(1);
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(seconds);
  const bool in_time = read_until(deadline, output, errors, outcome);
  await(child, in_time, seconds, outcome);
  return outcome;
}

}  // namespace lucarne
