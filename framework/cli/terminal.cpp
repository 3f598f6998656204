// SPDX-License-Identifier: MIT
#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cmath>
#include <csignal>

namespace lucarne {
namespace {

volatile std::sig_atomic_t interrupts = 0;  // the one thing that a signal handler may touch

void on_interrupt(int) {
  interrupts = interrupts + 1;
  if (interrupts > 1) _exit(130);
}

constexpr int bar_width = 24;

std::shared_ptr<spdlog::logger> standard_error_logger() {
  auto logger = std::make_shared<spdlog::logger>(
      "lucarne", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("%^%l%$: %v");
  return logger;
}

}  // namespace

Terminal::Terminal()
    : logger_(standard_error_logger()),
      is_terminal_(isatty(STDERR_FILENO) == 1),
      last_bar_(),
      epoch_start_() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

Terminal::~Terminal() { clear_bar(); }

bool Terminal::cancelled() const { return interrupts > 0; }

void Terminal::line(const std::string& text) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  logger_->info(text);
}

void Terminal::warning(const std::string& stage, const std::string& text) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  logger_->warn("{}{}", stage.empty() ? "" : "stage '" + stage + "': ", text);
}

void Terminal::progress(const std::string& what, double share) {
  const std::lock_guard lock(mutex_);
  bar(what, share, "");
}

void Terminal::training(const TrainingProgress& progress) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (progress.epoch != epoch_) {
    epoch_ = progress.epoch;
    epoch_start_ = now;
  }
  if (progress.finished != nullptr) {
    const EpochRecord& record = *progress.finished;
    std::string text = fmt::format("epoch {:>2}  loss {:.4f}  train accuracy {:.4f}",
                                   progress.epoch, record.loss, record.train_accuracy);
    if (!std::isnan(record.validation_accuracy)) {
      text += fmt::format("  validation accuracy {:.4f}", record.validation_accuracy);
    }
    clear_bar();
    logger_->info(text);
    return;
  }
  const double seconds = std::chrono::duration<double>(now - epoch_start_).count();
  const double share =
      static_cast<double>(progress.items_done) / static_cast<double>(progress.items);
  const double rate = seconds > 0 ? static_cast<double>(progress.items_done) / seconds : 0;
  const double left = share > 0 ? seconds * (1 - share) / share : 0;
  bar(fmt::format("epoch {:>2}", progress.epoch), share,
      fmt::format("  {:.0f} items/s, {:.1f} s left", rate, left));
}

void Terminal::bar(const std::string& what, double share, const std::string& after) {
  if (!is_terminal_) return;
  // Ten a second are enough for the eye and cost nothing.
  const Clock::time_point now = Clock::now();
  if (now - last_bar_ < std::chrono::milliseconds(100) && share < 1) return;
  last_bar_ = now;
  const int full = static_cast<int>(std::lround(share * bar_width));
  fmt::print(stderr, "\r\033[K{:<24} [{:#<{}}{:.<{}}] {:3.0f} %{}", what, "", full, "",
             bar_width - full, 100 * share, after);
  std::fflush(stderr);
  bar_shown_ = true;
}

void Terminal::clear_bar() {
  if (bar_shown_) fmt::print(stderr, "\r\033[K");
  bar_shown_ = false;
}

}  // namespace lucarne
