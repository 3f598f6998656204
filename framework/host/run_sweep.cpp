// SPDX-License-Identifier: MIT
#include "host/run_sweep.hpp"

#include "host/folder_lock.hpp"
#include "host/foreign_folder.hpp"
#include "host/sweep_cells.hpp"
#include "output/drawing.hpp"
#include "output/drawing_process.hpp"
#include "output/files.hpp"
#include "output/run_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

constexpr int longest_run = 30 * 24 * 3600;  // seconds
constexpr const char* record_name = "sweep.json";

// What a run says last, without what it says on the way.
std::string last_error(const std::string& said) {
  std::string found;
  std::size_t begin = 0;
  while (begin < said.size()) {
    const std::size_t end = std::min(said.find('\n', begin), said.size());
    const std::string line = said.substr(begin, end - begin);
    if (line.find("error") != std::string::npos) found = line;
    begin = end + 1;
  }
  return found.empty() ? said.substr(said.size() - std::min<std::size_t>(said.size(), 300)) : found;
}

int exit_code_in(const ProcessOutcome& outcome) {
  if (outcome.success) return 0;
  const std::string status = "exit status ";
  return outcome.ending.starts_with(status) ? std::stoi(outcome.ending.substr(status.size())) : 1;
}

// Runs the cells on some threads and notes what came of each.
class Cells {
 public:
  Cells(const JobOptions& options, const SweepOptions& sweep, std::vector<CheckedCell> cells,
        RunObserver& observer)
      : options_(options),
        sweep_(sweep),
        cells_(std::move(cells)),
        observer_(observer),
        records_(cells_.size()),
        program_(fs::read_symlink("/proc/self/exe")) {}

  std::vector<SweepCellRecord> run() {
    // What all runs have in common is computed by the first, and then in the cache.
    run_one(0);
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < sweep_.n_jobs; ++i) {
      threads.emplace_back([this] {
        for (std::size_t cell; !observer_.cancelled() && (cell = next_++) < cells_.size();) {
          run_one(cell);
        }
      });
    }
    threads.clear();
    if (observer_.cancelled()) throw Cancelled();
    return std::move(records_);
  }

 private:
  fs::path folder_of_cell(const std::string& name) const { return sweep_.output / "cells" / name; }

  void run_one(std::size_t number) {
    const auto& [cell, overrides] = cells_[number];
    std::vector<std::string> words = {"run", options_.pipeline.string(), "--no-sweep", "--output",
                                      folder_of_cell(cell.name).string()};
    for (const std::string& override : overrides) words.insert(words.end(), {"--set", override});
    for (const std::string& folder : options_.plugin_folders) {
      words.insert(words.end(), {"--plugin-dir", folder});
    }
    const unsigned n_threads = std::max(1U, options_.n_threads / sweep_.n_jobs);
    words.insert(words.end(), {"--threads", std::to_string(n_threads)});
    words.insert(words.end(), sweep_.passed.begin(), sweep_.passed.end());
    // An earlier run must not pass for this one where this one fails.
    std::error_code ignored;
    fs::remove_all(folder_of_cell(cell.name), ignored);
    const ProcessOutcome outcome = run_program(program_, words, fs::current_path(), longest_run);
    note(number, outcome);
  }

  void note(std::size_t number, const ProcessOutcome& outcome) {
    const SweepCell& cell = cells_[number].cell;
    SweepCellRecord& record = records_[number];
    record.name = cell.name;
    record.values = cell.values;
    record.exit_code = exit_code_in(outcome);
    if (!outcome.success) record.error = last_error(outcome.errors);
    try {
      const StoredRun run = read_run(folder_of_cell(cell.name));
      record.has_run = true;
      for (const auto& [stage, results] : run.stages) {
        for (const Scalar& scalar : results.scalars) {
          record.scalars[stage + "." + scalar.name] = scalar.value;
        }
      }
    } catch (const Error& error) {
      if (record.error.empty()) record.error = error.what();
    }
    const std::lock_guard lock(mutex_);
    ++n_done_;
    const std::string text = fmt::format("run {} of {}: {}: {}", n_done_, cells_.size(), cell.name,
                                         outcome.success ? "done" : outcome.ending);
    if (outcome.success) {
      observer_.line(text);
    } else {
      observer_.warning("", text + ": " + record.error);
    }
  }

  const JobOptions& options_;
  const SweepOptions& sweep_;
  std::vector<CheckedCell> cells_;
  RunObserver& observer_;
  std::vector<SweepCellRecord> records_;
  fs::path program_;
  std::atomic<std::size_t> next_{1};
  std::mutex mutex_;
  std::size_t n_done_ = 0;
};

// Folders of an earlier sweep's runs that are no runs of this one.
void remove_other_cells(const fs::path& folder, const std::vector<SweepCellRecord>& cells) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename();
    if (std::ranges::find(cells, name, &SweepCellRecord::name) == cells.end()) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

}  // namespace

SweepPlan take_sweep(JobOptions& options) {
  SweepPlan plan;
  std::vector<SweepAxis> given;
  std::vector<std::string> kept;
  for (const std::string& assignment : options.overrides) {
    if (std::optional<SweepAxis> axis = axis_of(assignment)) {
      given.push_back(std::move(*axis));
    } else {
      kept.push_back(assignment);
    }
  }
  options.overrides = std::move(kept);
  Diagnostics diagnostics(options.pipeline);
  YamlNode root = read_yaml(options.pipeline, diagnostics);
  if (const YamlNode* node = root.find("sweep")) plan.sweep = parse_sweep(*node, diagnostics);
  diagnostics.throw_if_any();
  // What the command line sweeps replaces what the file says of the same key.
  for (SweepAxis& axis : given) {
    const auto same = std::ranges::find(plan.sweep.axes, axis.path, &SweepAxis::path);
    if (same == plan.sweep.axes.end()) {
      plan.sweep.axes.push_back(std::move(axis));
    } else {
      *same = std::move(axis);
    }
  }
  // Only for name and language: what else is wrong, each cell tells with its own values.
  Diagnostics ignored(options.pipeline);
  for (const std::string& assignment : options.overrides) {
    override_value(root, assignment, ignored);
  }
  const Pipeline pipeline = parse_pipeline(root, options.pipeline, ignored);
  plan.name = pipeline.name;
  plan.language = pipeline.language;
  return plan;
}

SweepRecord run_sweep(const JobOptions& options, const SweepOptions& sweep, RunObserver& observer) {
  SweepOptions wanted = sweep;
  wanted.output = fs::absolute(sweep.output).lexically_normal();
  refuse_foreign_folder(wanted.output, record_name, "Lucarne sweep");
  const ParameterSweep& swept = sweep.plan.sweep;
  SweepRecord record;
  record.name = sweep.plan.name;
  record.language = sweep.plan.language;
  record.zip = swept.zip;
  for (const SweepAxis& axis : swept.axes) record.axes.push_back(axis.path);
  std::vector<CheckedCell> cells =
      checked_cells(options, swept, wanted.output / "networks", observer);
  std::error_code error;
  fs::create_directories(wanted.output / "cells", error);
  fs::create_directories(wanted.output / "figures", error);
  if (error) {
    throw OutputError(
        fmt::format("cannot make folder '{}': {}", wanted.output.string(), error.message()));
  }
  const FolderLock lock(wanted.output);
  // Written at once, so that a killed sweep's folder is known as one.
  write_file(wanted.output / record_name, sweep_json(record));
  record.cells = Cells(options, wanted, std::move(cells), observer).run();
  remove_other_cells(wanted.output / "cells", record.cells);
  record.scalars = swept.scalars.empty() ? telling_scalars(record) : swept.scalars;
  const std::deque<Figure> figures = figures_of(record);
  for (const std::string& problem :
       draw_figures(figures, wanted.output / "figures", record.language).problems) {
    observer.warning("", problem);
  }
  write_file(wanted.output / "overview.html", overview_html(record, figures, wanted.output));
  write_file(wanted.output / record_name, sweep_json(record));
  return record;
}

}  // namespace lucarne
