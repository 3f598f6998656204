// SPDX-License-Identifier: MIT
#include "output/drawing_process.hpp"

#include "output/spawn.hpp"

#include <poll.h>
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
  Pipe output = Pipe::one_way();
  Pipe errors = Pipe::one_way();
  if (!output.open() || !errors.open()) {
    outcome.ending = std::strerror(errno);
    return outcome;
  }
  pid_t child = 0;
  const int refused =
      spawn({program, arguments, folder, -1, output.writing(), errors.writing()}, child);
  if (refused != 0) {
    outcome.ending = std::strerror(refused);
    return outcome;
  }
  output.close(1);
  errors.close(1);
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(seconds);
  const bool in_time = read_until(deadline, output, errors, outcome);
  outcome.ending = ending_of(child, !in_time);
  outcome.success = outcome.ending == "exit status 0";
  if (!in_time) outcome.ending = "no end within " + std::to_string(seconds) + " s";
  return outcome;
}

}  // namespace lucarne
