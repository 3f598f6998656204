// SPDX-License-Identifier: MIT
#pragma once

#include "host/child_process.hpp"
#include "host/message.hpp"
#include "host/work_page.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lucarne {

/// The host's end of an isolated stage's process.
class IsolatedProcess {
 public:
  /// What is told while an answer is awaited. `check` is called often and may throw, which ends the
  /// process.
  struct Listener {
    std::function<void()> check;
    std::function<void(double)> progress;
    std::function<void(const std::string&)> warning;
  };

  /// Starts our own program as a process that will load `plugin`. throws: Error
  explicit IsolatedProcess(std::filesystem::path plugin);
  ~IsolatedProcess();
  IsolatedProcess(const IsolatedProcess&) = delete;
  IsolatedProcess& operator=(const IsolatedProcess&) = delete;

  /// Sends a message and waits for its answer, which is of `wanted` kind.
  /// throws: StageCrashed where the process ends, answers nonsense, or not within `seconds`; what
  /// the process refused with: ParameterError, PluginRefused, DataError, Error
  Message ask(MessageKind kind, std::vector<std::byte> payload, MessageKind wanted, double seconds,
              const Listener& listener);

  /// What the plugin wrote to standard output since the last call, and to standard error so far.
  std::string taken_output() { return child_->taken_output(); }
  const std::string& errors() const { return child_->last_errors(); }

 private:
  bool wait(double seconds, std::vector<std::byte>& outgoing);
  bool send_some(std::vector<std::byte>& outgoing);
  bool receive_some();
  std::optional<Message> received(const Listener& listener);
  [[noreturn]] void late(double seconds);
  [[noreturn]] void wrong_message(const std::string& what);
  [[noreturn]] void crashed(const std::string& ending, const std::string& mend);
  [[noreturn]] void crashed_by_itself();

  std::filesystem::path plugin_;
  SharedWorkPage work_;
  int socket_ = -1;
  std::unique_ptr<ChildProcess> child_;
  MessageReader reader_;
  bool nothing_left_ = false;
  MessageKind asked_ = MessageKind::load;
};

}  // namespace lucarne
