// SPDX-License-Identifier: MIT
#pragma once

#include "host/observer.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

namespace spdlog {
class logger;
}

namespace lucarne {

/// Shows a run on standard error: a progress bar where that is a terminal, plain lines otherwise.
/// Ctrl-C sets cancelled(); a second one ends the process at once.
class Terminal final : public RunObserver {
 public:
  Terminal();
  ~Terminal() override;

  void line(const std::string& text) override;
  void warning(const std::string& stage, const std::string& text) override;
  void progress(const std::string& what, double share) override;
  void training(const TrainingProgress& progress) override;
  bool cancelled() const override;

 private:
  using Clock = std::chrono::steady_clock;
  void bar(const std::string& what, double share, const std::string& after);
  void clear_bar();

  std::mutex mutex_;
  std::shared_ptr<spdlog::logger> logger_;
  bool is_terminal_;
  bool bar_shown_ = false;
  Clock::time_point last_bar_;
  Clock::time_point epoch_start_;
  arma::uword epoch_ = 0;
};

}  // namespace lucarne
