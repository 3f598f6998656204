// SPDX-License-Identifier: MIT
#include "host/child_process.hpp"

#include <lucarne/error.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace lucarne {
namespace {

constexpr std::size_t kept_output = 4096;
constexpr std::size_t kept_errors = 8192;

// Reading end and writing end, closed with it; take() leaves one to the caller.
struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw Error(std::string("cannot start a process: ") + strerror(errno));
    }
  }
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int take_reading_end() {
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return std::exchange(ends[0], -1);
  }
  std::array<int, 2> ends{-1, -1};
};

// What happens between fork and exec, and how the process is set up.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    // A group of its own: Ctrl-C reaches the host only, which then ends the whole group.
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void pass(int descriptor, int as) { posix_spawn_file_actions_adddup2(&actions_, descriptor, as); }
  int start(pid_t& process, const std::filesystem::path& program, std::vector<std::string>& words,
            int first_closed) {
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions_, first_closed);
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return posix_spawn(&process, program.c_str(), &actions_, &attributes_, pointers.data(),
                       environ);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// Copies above all numbers that the process is to see, so that no dup2 overwrites one still needed.
std::vector<int> copies_above(const std::vector<int>& descriptors, int least) {
  std::vector<int> copies;
  for (const int descriptor : descriptors) {
    copies.push_back(fcntl(descriptor, F_DUPFD_CLOEXEC, least));
  }
  return copies;
}

}  // namespace

ChildProcess::ChildProcess(const std::filesystem::path& program, std::vector<std::string> words,
                           const std::vector<int>& inherited) {
  Pipe output;
  Pipe errors;
  std::vector<int> passed = {output.ends[1], errors.ends[1]};
  passed.insert(passed.end(), inherited.begin(), inherited.end());
  const int first_closed = static_cast<int>(passed.size()) + 1;
  const std::vector<int> copies = copies_above(passed, first_closed);
  SpawnPlan plan;
  for (std::size_t i = 0; i < copies.size(); ++i) plan.pass(copies[i], static_cast<int>(i) + 1);
  const int failure = plan.start(process_, program, words, first_closed);
  for (const int copy : copies) close(copy);
  if (failure != 0) {
    throw Error("cannot start '" + program.string() + "': " + strerror(failure));
  }
  output_ = output.take_reading_end();
  errors_ = errors.take_reading_end();
  // Not pidfd_open(), which glibc 2.36 declares without extern "C".
  end_ = static_cast<int>(syscall(SYS_pidfd_open, process_, 0));
}

ChildProcess::~ChildProcess() {
  if (!status_) {
    send(SIGKILL);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  for (const int descriptor : {end_, output_, errors_}) {
    if (descriptor >= 0) close(descriptor);
  }
}

void ChildProcess::drain() {
  read_into(output_, true);
  read_into(errors_, false);
}

void ChildProcess::read_into(int& descriptor, bool is_output) {
  std::array<char, 16 * 1024> piece;
  // Bounded, so that a process that writes without end does not keep us here.
  for (int i = 0; i < 64 && descriptor >= 0; ++i) {
    const ssize_t count = read(descriptor, piece.data(), piece.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
      close(std::exchange(descriptor, -1));
      return;
    }
    const auto size = static_cast<std::size_t>(count);
    if (is_output) {
      first_output_.append(piece.data(), std::min(size, kept_output - first_output_.size()));
    } else {
      last_errors_.append(piece.data(), size);
      if (last_errors_.size() > kept_errors) {
        last_errors_.erase(0, last_errors_.size() - kept_errors);
      }
    }
  }
}

std::string ChildProcess::taken_output() { return std::exchange(first_output_, {}); }

void ChildProcess::send(int signal) const {
  // The group too, in case it started something; it may not have become a group's leader yet. Not
  // twice where it has a handler: a second signal would end it while it writes where it is.
  const bool reached = kill(-process_, signal) == 0;
  if (!reached || signal == SIGKILL) kill(process_, signal);
}

bool ChildProcess::ends_within(double seconds) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  while (!status_) {
    int status = 0;
    if (waitpid(process_, &status, WNOHANG) == process_) {
      status_ = status;
      // What it started in its group goes with it.
      kill(-process_, SIGKILL);
      break;
    }
    const double left = seconds - std::chrono::duration<double>(Clock::now() - start).count();
    if (left <= 0) return false;
    // Its streams are emptied, or it could block on them while we wait.
    drain();
    pollfd ended{end_, POLLIN, 0};
    poll(&ended, 1, static_cast<int>(std::min(left * 1000 + 1, 20.0)));
  }
  drain();
  return true;
}

}  // namespace lucarne
