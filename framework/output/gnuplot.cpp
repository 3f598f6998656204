// SPDX-License-Identifier: MIT
#include "output/gnuplot.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>

namespace lucarne {
namespace {

using Clock = std::chrono::steady_clock;

// A line of its own on standard error, where `print` writes.
constexpr std::string_view mark = "lucarne: done";

bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Takes the mark off the end of what was said.
bool take_mark(std::string& said) {
  const std::string line = std::string(mark) + "\n";
  if (!said.ends_with(line)) return false;
  const std::size_t begin = said.size() - line.size();
  if (begin > 0 && said[begin - 1] != '\n') return false;
  said.resize(begin);
  return true;
}

// Absent where only the tests' programs are installed, and where the loader could not read its
// path.
std::filesystem::path png_settings() {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  const std::filesystem::path library =
      program.parent_path().parent_path() / "lib" / "lucarne" / "png_settings.so";
  std::error_code unknown;
  const bool readable = library.string().find_first_of(" :") == std::string::npos;
  return readable && std::filesystem::exists(library, unknown) ? library : "";
}

enum class Stream { more, ended, late };

Stream read_some(int from, Clock::time_point deadline, std::string& into) {
  constexpr std::size_t most = 64 * 1024;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  if (left.count() <= 0) return Stream::late;
  pollfd open{from, POLLIN, 0};
  const int ready = ::poll(&open, 1, static_cast<int>(left.count()));
  if (ready < 0 && errno != EINTR) return Stream::ended;
  if (ready <= 0) return Stream::more;
  std::array<char, 4096> piece{};
  const ssize_t count = ::read(from, piece.data(), piece.size());
  if (count < 0) return errno == EINTR ? Stream::more : Stream::ended;
  if (count == 0) return Stream::ended;
  into.append(piece.data(), static_cast<std::size_t>(count));
  // The mark stands at the end, so the beginning of a flood is what can go.
  if (into.size() > 2 * most) into.erase(most, into.size() - 2 * most);
  return Stream::more;
}

}  // namespace

Gnuplot::Gnuplot(const std::filesystem::path& program)
    : commands_(Pipe::both_ways()), errors_(Pipe::one_way()) {
  if (!commands_.open() || !errors_.open()) {
    why_not_ = std::strerror(errno);
    return;
  }
  // -d: no user's settings. Apart, since it ends with its input: a stopped run tells of no figures.
  const int refused = spawn(
      {program, {"-d", "-"}, "/", commands_.reading(), -1, errors_.writing(), png_settings(), true},
      child_);
  if (refused != 0) {
    why_not_ = std::strerror(refused);
    child_ = -1;
  }
  commands_.close(0);
  errors_.close(1);
}

Gnuplot::~Gnuplot() { end(); }

std::string Gnuplot::end() {
  if (running()) why_not_ = end(false);
  return why_not_;
}

std::string Gnuplot::end(bool late) {
  commands_.close(1);
  const std::string ending = ending_of(child_, late);
  child_ = -1;
  return ending;
}

Gnuplot::Answer Gnuplot::run(const std::string& commands, int seconds) {
  Answer answer;
  if (!running()) {
    answer.ending = why_not_;
    return answer;
  }
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(seconds);
  // Where it has ended already, the end of its standard error says so.
  send_all(commands_.writing(), commands + "\nprint '" + std::string(mark) + "'\n");
  Stream stream = Stream::more;
  while (stream == Stream::more) {
    stream = read_some(errors_.reading(), deadline, answer.said);
    if (take_mark(answer.said)) {
      answer.done = true;
      return answer;
    }
  }
  const bool late = stream == Stream::late;
  why_not_ = end(late);
  if (late) why_not_ = "no end within " + std::to_string(seconds) + " s";
  answer.ending = why_not_;
  return answer;
}

std::string change_folder(const std::filesystem::path& folder) {
  // By variables, as in scripts (drawing_text): quotes and escapes within strings are not safe.
  std::string text = "quote = \"'\"\nnewline = sprintf('%c', 10)\ncd '";
  for (const char letter : folder.string()) {
    if (letter == '\'') {
      text += "'.quote.'";
    } else if (letter == '\n') {
      text += "'.newline.'";
    } else {
      text += letter;
    }
  }
  return text + "'\n";
}

}  // namespace lucarne
