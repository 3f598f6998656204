// SPDX-License-Identifier: MIT
#include "host/isolated_process.hpp"

#include "data/data_error.hpp"
#include "host/crash_report.hpp"
#include "host/isolated_server.hpp"
#include "host/isolated_wire.hpp"
#include "host/plugin.hpp"
#include "host/seconds_since.hpp"
#include "host/stage_crashed.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace lucarne {
namespace {

using Clock = std::chrono::steady_clock;

const char* step_name(MessageKind asked) {
  switch (asked) {
    case MessageKind::load: return "load";
    case MessageKind::declare: return "declare";
    case MessageKind::prepare: return "prepare";
    default: return "run";
  }
}

[[noreturn]] void throw_refusal(const Refusal& refusal) {
  switch (refusal.kind) {
    case Refusal::Kind::parameter: throw ParameterError(refusal.parameter, refusal.message);
    case Refusal::Kind::plugin: throw PluginRefused(refusal.message);
    case Refusal::Kind::data: throw DataError(refusal.message);
    case Refusal::Kind::memory:
    case Refusal::Kind::error: break;
  }
  throw Error(refusal.message);
}

}  // namespace

IsolatedProcess::IsolatedProcess(std::filesystem::path plugin) : plugin_(std::move(plugin)) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw Error(std::string("cannot connect to a stage's process: ") + strerror(errno));
  }
  socket_ = ends[0];
  fcntl(socket_, F_SETFL, O_NONBLOCK);
  try {
    child_ = std::make_unique<ChildProcess>(
        "/proc/self/exe",
        std::vector<std::string>{"lucarne", isolated_stage_word, std::to_string(getpid())},
        std::vector<int>{ends[1], work_.descriptor()});
  } catch (...) {
    close(ends[0]);
    close(ends[1]);
    throw;
  }
  close(ends[1]);
}

IsolatedProcess::~IsolatedProcess() { close(socket_); }

Message IsolatedProcess::ask(MessageKind kind, std::vector<std::byte> payload, MessageKind wanted,
                             double seconds, const Listener& listener) {
  asked_ = kind;
  const Clock::time_point start = Clock::now();
  std::vector<std::byte> outgoing = framed(kind, payload);
  for (bool open = true;;) {
    if (listener.check) listener.check();
    if (auto message = received(listener)) {
      child_->drain();
      if (message->kind == wanted) return std::move(*message);
      if (message->kind == MessageKind::refused) {
        const auto refusal = from_wire<Refusal>(message->payload);
        if (refusal.kind == Refusal::Kind::memory) {
          crashed(refusal.message, "raise the stage's limits.memory, or let it do less");
        }
        throw_refusal(refusal);
      }
      wrong_message("it answered what was not asked for");
    }
    if (!open) crashed_by_itself();
    const double left = seconds - seconds_since(start);
    if (left <= 0) late(seconds);
    open = wait(left, outgoing);
  }
}

// Waits until something came or went, or a tenth of a second for the listener's sake. False where
// nothing more will come.
bool IsolatedProcess::wait(double seconds, std::vector<std::byte>& outgoing) {
  const short wanted = outgoing.empty() ? POLLIN : POLLIN | POLLOUT;
  std::array<pollfd, 4> polled{{{socket_, wanted, 0},
                                {child_->end_descriptor(), POLLIN, 0},
                                {child_->output_descriptor(), POLLIN, 0},
                                {child_->errors_descriptor(), POLLIN, 0}}};
  poll(polled.data(), polled.size(), static_cast<int>(std::min(seconds * 1000 + 1, 100.0)));
  if (polled[2].revents != 0 || polled[3].revents != 0) child_->drain();
  const bool ended = polled[1].revents != 0;
  bool open = send_some(outgoing);
  // What it sent before it ended still counts.
  do {
    open = receive_some() && open;
  } while (ended && open && !nothing_left_);
  return open && !ended;
}

bool IsolatedProcess::send_some(std::vector<std::byte>& outgoing) {
  if (outgoing.empty()) return true;
  const ssize_t count = send(socket_, outgoing.data(), outgoing.size(), MSG_NOSIGNAL);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  outgoing.erase(outgoing.begin(), outgoing.begin() + count);
  return true;
}

bool IsolatedProcess::receive_some() {
  std::array<std::byte, 256 * 1024> piece;
  const ssize_t count = recv(socket_, piece.data(), piece.size(), MSG_DONTWAIT);
  nothing_left_ = count < 0 && errno == EAGAIN;
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  reader_.add({piece.data(), static_cast<std::size_t>(count)});
  return count > 0;
}

// The next message that is an answer; progress and warnings are passed on.
std::optional<Message> IsolatedProcess::received(const Listener& listener) {
  try {
    while (auto message = reader_.next()) {
      if (message->kind == MessageKind::progress) {
        if (listener.progress) listener.progress(from_wire<Progress>(message->payload).share);
      } else if (message->kind == MessageKind::warning) {
        if (listener.warning) listener.warning(from_wire<Warning>(message->payload).text);
      } else {
        return message;
      }
    }
    return std::nullopt;
  } catch (const Error& error) {
    wrong_message(std::string("the host ") + error.what());
  }
}

void IsolatedProcess::wrong_message(const std::string& what) {
  crashed(what, "the plugin writes to file descriptors that are not its own");
}

void IsolatedProcess::late(double seconds) {
  // Its handler tells where it is.
  child_->send(SIGABRT);
  child_->ends_within(2);
  crashed(fmt::format("it had no end within {:g} s", seconds),
          "raise limits.seconds of the stage if it needs longer");
}

void IsolatedProcess::crashed_by_itself() {
  const bool ended = child_->ends_within(1);
  if (!ended || work_.page().lost_connection != 0) {
    crashed("it closed its connection to the host",
            "the plugin closes file descriptors that are not its own");
  }
  const int status = child_->status().value_or(0);
  const WorkPage& page = work_.page();
  if (page.signal != 0) crashed("it was ended by " + signal_text(page), "");
  if (WIFEXITED(status)) {
    crashed(fmt::format("it ended itself with exit status {}", WEXITSTATUS(status)),
            "a plugin must not call exit()");
  }
  const int signal = WTERMSIG(status);
  crashed("it was ended by " + signal_name(signal),
          signal == SIGKILL ? "perhaps the machine ran out of memory; see limits.memory" : "");
}

void IsolatedProcess::crashed(const std::string& ending, const std::string& mend) {
  child_->send(SIGKILL);
  child_->ends_within(5);
  const WorkPage& page = work_.page();
  CrashRecord record;
  record.ending = ending;
  // A process that went on working is known by what it was asked for.
  record.phase = page.phase == Phase::waiting ? step_name(asked_) : phase_text(page);
  if (page.signal != 0) record.backtrace = backtrace_of(page);
  record.last_lines = last_lines_of(child_->last_errors());
  const std::string where = innermost_of(record.backtrace, plugin_);
  const std::string message =
      fmt::format("its own process failed: {} in {}{}{}", ending, record.phase,
                  where.empty() ? "" : ", at " + where, mend.empty() ? "" : "; " + mend);
  throw StageCrashed(message, std::move(record));
}

}  // namespace lucarne
