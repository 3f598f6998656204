// SPDX-License-Identifier: MIT
#include "output/drawing_pool.hpp"

#include "output/drawing_layout.hpp"
#include "output/drawing_process.hpp"
#include "output/files.hpp"
#include "output/gnuplot.hpp"
#include "output/picture_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

constexpr int time_limit = 60;  // seconds; a figure takes a tenth of one

// What gnuplot draws into until the picture is known to be whole.
std::string unfinished(const std::string& name, const char* kind) {
  return name + "." + kind + ".part";
}

std::string commands_for(const fs::path& folder, const std::string& name) {
  std::string commands = change_folder(folder);
  for (const char* kind : {"png", "svg"}) {
    commands += fmt::format("call '{}.gp' '{}' '{}'\n", name, kind, unfinished(name, kind));
  }
  return commands;
}

// Fontconfig complains where it may not write its cache; the figure does not suffer.
std::string complaints_in(const std::string& errors) {
  std::string kept;
  std::string_view rest = errors;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t first = line.find_first_not_of(" \t^\r");
    if (first == std::string_view::npos || line.starts_with("Fontconfig ")) continue;
    if (kept.size() < 500) kept += (kept.empty() ? "" : " | ") + std::string(line.substr(first));
  }
  return kept;
}

// Moves a figure's two pictures into place where both are whole; else says what is wrong.
std::string accept(const fs::path& folder, const std::string& name) {
  const fs::path png = folder / unfinished(name, "png");
  const fs::path svg = folder / unfinished(name, "svg");
  std::string fault = png_fault(png);
  if (fault.empty()) fault = svg_fault(svg);
  std::error_code failed;
  if (fault.empty()) {
    finish_svg(svg);
    fs::rename(png, folder / (name + ".png"), failed);
    if (!failed) fs::rename(svg, folder / (name + ".svg"), failed);
    if (failed) fault = failed.message();
  }
  std::error_code ignored;
  fs::remove(png, ignored);
  fs::remove(svg, ignored);
  return fault;
}

}  // namespace

DrawingPool::DrawingPool(std::size_t n_processes)
    : gnuplot_(find_program("gnuplot")), version_said_(version_.get_future()) {
  if (gnuplot_.empty()) {
    version_.set_value("");
    return;
  }
  for (std::size_t i = 0; i < std::max<std::size_t>(n_processes, 1); ++i) {
    threads_.emplace_back([this, i] { work(i == 0); });
  }
}

DrawingPool::~DrawingPool() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void DrawingPool::work(bool first) {
  std::unique_ptr<Gnuplot> process;
  if (first) {
    process = std::make_unique<Gnuplot>(gnuplot_);
    std::string said =
        process
            ->run("print sprintf('gnuplot %.1f patchlevel %s', GPVAL_VERSION, GPVAL_PATCHLEVEL)",
                  time_limit)
            .said;
    said.erase(std::min(said.find('\n'), said.size()));
    version_.set_value(said);
  }
  for (;;) {
    Task* task = nullptr;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      task = queue_.front();
      queue_.pop_front();
    }
    try {
      draw_one(*task, process);
    } catch (...) {
      task->failure = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      task->done = true;
    }
    done_.notify_all();
  }
}

void DrawingPool::draw_one(Task& task, std::unique_ptr<Gnuplot>& process) const {
  if (!process || !process->running()) process = std::make_unique<Gnuplot>(gnuplot_);
  const Gnuplot::Answer answer = process->run(commands_for(task.folder, task.name), time_limit);
  const std::string complaints = complaints_in(answer.said);
  const std::string fault = accept(task.folder, task.name);
  if (!fault.empty()) {
    // After an error it may be in the middle of a figure.
    task.fault = fmt::format("gnuplot ended with {}; {}", process->end(), fault);
    if (!complaints.empty()) task.fault += "; it said: " + complaints;
  } else if (!answer.done || !complaints.empty()) {
    std::vector<std::string> but;
    if (!answer.done) but.push_back("ended with " + process->end());
    if (!complaints.empty()) but.push_back("said: " + complaints);
    task.problem =
        fmt::format("gnuplot drew figure '{}' but {}", task.name, fmt::join(but, " and "));
  }
}

DrawingOutcome DrawingPool::draw(const std::deque<Figure>& figures, const fs::path& folder,
                                 Language language) {
  std::set<std::string> taken;
  const fs::path absolute = fs::absolute(folder);
  std::list<Task> tasks;
  for (const Figure& figure : figures) {
    write_unflushed_file(folder / (figure.name + ".gp"),
                         script_of(figure, folder, language, taken));
    tasks.push_back({absolute, figure.name});
  }
  if (tasks.empty()) return {};
  if (gnuplot_.empty()) {
    return {{},
            {"gnuplot not found; install gnuplot-nox (apt-get install gnuplot-nox) and run again; "
             "the numbers are complete"}};
  }
  {
    std::unique_lock lock(mutex_);
    for (Task& task : tasks) queue_.push_back(&task);
    wake_.notify_all();
    done_.wait(lock, [&tasks] { return std::ranges::all_of(tasks, &Task::done); });
  }
  DrawingOutcome outcome;
  for (const Task& task : tasks) {
    if (task.failure) std::rethrow_exception(task.failure);
    if (task.fault.empty()) {
      outcome.drawn.push_back(task.name);
    } else {
      outcome.problems.push_back(fmt::format("figure '{}': {}", task.name, task.fault));
    }
    if (!task.problem.empty()) outcome.problems.push_back(task.problem);
  }
  return outcome;
}

std::string DrawingPool::version() { return version_said_.get(); }

DrawingOutcome draw_figures(const std::deque<Figure>& figures, const fs::path& folder,
                            Language language, std::size_t n_processes) {
  return DrawingPool(std::min(n_processes, figures.size())).draw(figures, folder, language);
}

std::string gnuplot_version() { return DrawingPool(1).version(); }

}  // namespace lucarne
