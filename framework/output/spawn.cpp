// SPDX-License-Identifier: MIT
#include "output/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cerrno>
#include <string_view>
#include <utility>

namespace lucarne {
namespace {

class Actions {
 public:
  Actions() { posix_spawn_file_actions_init(&actions_); }
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  posix_spawn_file_actions_t* get() { return &actions_; }

  void join(int stream, int given, int flags) {
    if (given >= 0) {
      posix_spawn_file_actions_adddup2(get(), given, stream);
    } else {
      posix_spawn_file_actions_addopen(get(), stream, "/dev/null", flags, 0);
    }
  }

 private:
  posix_spawn_file_actions_t actions_;
};

std::vector<std::string> clean_environment(const std::filesystem::path& preloaded) {
  constexpr std::string_view preload = "LD_PRELOAD=";
  std::vector<std::string> kept;
  std::string libraries = preloaded;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const bool dropped = variable.starts_with("GNUPLOT") || variable.starts_with("GNUTERM") ||
                         variable.starts_with("LC_") || variable.starts_with("LANG");
    if (variable.starts_with(preload) && !preloaded.empty()) {
      libraries = fmt::format("{}:{}", variable.substr(preload.size()), preloaded.string());
    } else if (!dropped) {
      kept.emplace_back(variable);
    }
  }
  if (!libraries.empty()) kept.push_back(fmt::format("{}{}", preload, libraries));
  // Memory of one figure serves the next; else it is handed back and fetched page by page, a
  // twentieth of gnuplot's time.
  kept.emplace_back("MALLOC_TOP_PAD_=67108864");
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

class Attributes {
 public:
  explicit Attributes(bool apart) {
    posix_spawnattr_init(&attributes_);
    if (apart) posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

}  // namespace

Pipe Pipe::one_way() {
  Pipe made;
  if (::pipe2(made.ends_.data(), O_CLOEXEC) != 0) made.ends_ = {-1, -1};
  return made;
}

Pipe Pipe::both_ways() {
  Pipe made;
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, made.ends_.data()) != 0) {
    made.ends_ = {-1, -1};
  }
  return made;
}

Pipe::Pipe(Pipe&& other) noexcept : ends_(std::exchange(other.ends_, {-1, -1})) {}

Pipe::~Pipe() {
  close(0);
  close(1);
}

void Pipe::close(std::size_t end) {
  if (ends_[end] >= 0) ::close(ends_[end]);
  ends_[end] = -1;
}

int spawn(const Start& start, pid_t& child) {
  Actions actions;
  posix_spawn_file_actions_addchdir_np(actions.get(), start.folder.c_str());
  actions.join(0, start.input, O_RDONLY);
  actions.join(1, start.output, O_WRONLY);
  actions.join(2, start.errors, O_WRONLY);
  std::vector<std::string> words = {start.program.string()};
  words.insert(words.end(), start.arguments.begin(), start.arguments.end());
  std::vector<std::string> variables = clean_environment(start.preloaded);
  const Attributes attributes(start.apart);
  return ::posix_spawn(&child, start.program.c_str(), actions.get(), attributes.get(),
                       pointers_to(words).data(), pointers_to(variables).data());
}

std::string ending_of(pid_t child, bool late) {
  if (late) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (late) return "";
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace lucarne
