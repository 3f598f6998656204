// SPDX-License-Identifier: MIT
#pragma once

#include "cli/log_line.hpp"
#include "host/observer.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace spdlog {
class logger;
}

namespace lucarne {

/// Shows a run on standard error: a progress bar where that is a terminal, plain lines otherwise,
/// or as `style` says. Ctrl-C sets cancelled(); a second one ends the process at once.
class Terminal final : public RunObserver {
 public:
  explicit Terminal(LogStyle style = {});
  ~Terminal() override;

  /// What went wrong, shown in every style.
  void error(const std::string& text);
  /// What came of it all: a line without "info:".
  void conclusion(const std::string& text);

  void line(const std::string& text) override;
  void warning(const std::string& stage, const std::string& text) override;
  void progress(const std::string& what, double share) override;
  void training(const TrainingProgress& progress) override;
  bool cancelled() const override;

 private:
  using Clock = std::chrono::steady_clock;
  void bar(const std::string& what, double share, const std::string& after);
  void clear_bar();

  void json(const std::string& level, const std::string& message, const LogDetails& details = {});
  void json_progress(const std::string& what, double share);

  std::mutex mutex_;
  LogStyle style_;
  std::shared_ptr<spdlog::logger> logger_;
  bool is_terminal_;
  bool bar_shown_ = false;
  Clock::time_point last_bar_;
  Clock::time_point epoch_start_;
  arma::uword epoch_ = 0;
  std::map<std::string, int> twentieths_;  // told of each progress in a JSON log
};

}  // namespace lucarne
