// SPDX-License-Identifier: MIT
#include "host/isolated_server.hpp"

#include "host/crash_handler.hpp"
#include "host/hardening.hpp"
#include "host/isolated_stage.hpp"
#include "host/message.hpp"
#include "host/work_page.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>

namespace lucarne {
namespace {

// Far from the numbers that a plugin gets for files of its own, or closes by mistake.
int moved_up(int descriptor) {
  const int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 200);
  if (moved < 0) return descriptor;
  close(descriptor);
  return moved;
}

// The process's end of the connection. Where the host has gone, so does the process.
class Connection final : public MessageSink {
 public:
  Connection(int descriptor, WorkPage& page) : descriptor_(descriptor), page_(page) {}

  void send(MessageKind kind, std::span<const std::byte> payload) override {
    const std::vector<std::byte> bytes = framed(kind, payload);
    const std::lock_guard lock(mutex_);
    std::span<const std::byte> left = bytes;
    while (!left.empty()) {
      const ssize_t written = write(descriptor_, left.data(), left.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) lose();
      left = left.subspan(static_cast<std::size_t>(written));
    }
  }

  Message receive() {
    std::array<std::byte, 64 * 1024> piece;
    for (;;) {
      if (auto message = reader_.next()) return std::move(*message);
      const ssize_t count = read(descriptor_, piece.data(), piece.size());
      if (count < 0 && errno == EINTR) continue;
      if (count == 0) _exit(0);
      if (count < 0) lose();
      reader_.add({piece.data(), static_cast<std::size_t>(count)});
    }
  }

 private:
  [[noreturn]] void lose() {
    page_.lost_connection = 1;
    _exit(1);
  }

  int descriptor_;
  WorkPage& page_;
  std::mutex mutex_;
  MessageReader reader_;
};

void end_with(pid_t host) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != host) _exit(1);  // it ended before the call above
}

}  // namespace

void serve_isolated_stage(pid_t host) {
  end_with(host);
  signal(SIGINT, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  const SharedWorkPage work(4);
  Connection connection(moved_up(3), work.page());
  install_crash_handler(work.page());
  IsolatedStage stage(connection, work.page());
  // Nothing is destroyed: what a plugin left behind may crash on its way out.
  for (;;) stage.answer(connection.receive());
}

}  // namespace lucarne
