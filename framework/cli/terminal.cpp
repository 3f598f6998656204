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

// A JSON log holds a step of progress where a twentieth is reached, so that its length does not
// depend on the machine's speed.
constexpr int progress_steps = 20;

std::shared_ptr<spdlog::logger> standard_error_logger(const LogStyle& style) {
  auto logger = std::make_shared<spdlog::logger>(
      "lucarne", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern(style.json ? "%v" : "%^%l%$: %v");
  if (style.errors_only) logger->set_level(spdlog::level::err);
  return logger;
}

}  // namespace

Terminal::Terminal(LogStyle style)
    : style_(style),
      logger_(standard_error_logger(style)),
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

void Terminal::error(const std::string& text) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  logger_->error("{}", style_.json ? log_line("error", text) : text);
}

void Terminal::conclusion(const std::string& text) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  if (style_.json) return json("info", text);
  if (!style_.errors_only) fmt::print(stderr, "{}\n", text);
}

void Terminal::line(const std::string& text) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  if (style_.json) return json("info", text);
  logger_->info("{}", text);
}

void Terminal::warning(const std::string& stage, const std::string& text) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  if (style_.json) return json("warning", text, {.stage = stage});
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
    if (style_.json) {
      return json("info", text, {.progress = 1.0, .epoch = progress.epoch, .record = &record});
    }
    logger_->info("{}", text);
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

void Terminal::json(const std::string& level, const std::string& message,
                    const LogDetails& details) {
  if (!style_.errors_only) logger_->info("{}", log_line(level, message, details));
}

void Terminal::json_progress(const std::string& what, double share) {
  const int step = static_cast<int>(share * progress_steps);
  int& told = twentieths_.try_emplace(what, -1).first->second;
  if (step == told) return;
  told = step;
  json("info", what, {.progress = static_cast<double>(step) / progress_steps});
}

void Terminal::bar(const std::string& what, double share, const std::string& after) {
  if (style_.json) return json_progress(what, share);
  if (!is_terminal_ || style_.errors_only) return;
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
