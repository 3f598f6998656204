// SPDX-License-Identifier: MIT
#include "cli/sweep.hpp"

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "host/run_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

int exit_code_of(const SweepRecord& sweep) {
  const auto ended_with = [&sweep](auto&& condition) {
    return std::ranges::any_of(sweep.cells, condition, &SweepCellRecord::exit_code);
  };
  if (ended_with([](int code) { return code != exit_done && code != exit_verification_failed; })) {
    return exit_stage_failed;
  }
  const bool gate = ended_with([](int code) { return code == exit_verification_failed; });
  return gate ? exit_verification_failed : exit_done;
}

}  // namespace

std::vector<Option> sweep_options() {
  return {{"jobs", "N", "runs of a sweep side by side (default: 1)", false},
          {"zip", "", "sweep the keys' first values together, then the second ones, ...", false},
          {"no-sweep", "", "run the pipeline itself, without its sweep", false}};
}

std::optional<int> run_sweep_if_any(const Arguments& arguments) {
  if (arguments.has("no-sweep")) return std::nullopt;
  JobOptions options = job_options(arguments);
  SweepOptions sweep;
  sweep.plan = take_sweep(options);
  if (sweep.plan.sweep.axes.empty()) return std::nullopt;
  if (arguments.has("dry-run")) {
    throw UsageError("--dry-run shows one run, and this is a sweep: add --no-sweep");
  }
  if (arguments.has("locked")) {
    throw UsageError(
        "a sweep cannot be run with --locked: each of its runs has a configuration of its own; run "
        "the pipeline itself, with --no-sweep");
  }
  sweep.plan.sweep.zip = sweep.plan.sweep.zip || arguments.has("zip");
  sweep.n_jobs = arguments.number("jobs", 1, 1, 256);
  sweep.output = arguments.value("output", (runs_folder() / (sweep.plan.name + "-sweep")).string());
  for (const std::string passed : {"no-cache", "isolate", "portable"}) {
    if (arguments.has(passed)) sweep.passed.push_back("--" + passed);
  }
  for (const std::string passed : {"baseline"}) {
    if (!arguments.has(passed)) continue;
    sweep.passed.push_back("--" + passed);
    sweep.passed.push_back(arguments.value(passed, ""));
  }
  Terminal terminal(log_style(arguments));
  const SweepRecord record = run_sweep(options, sweep, terminal);
  fmt::print(
      "{}\n",
      (std::filesystem::absolute(sweep.output).lexically_normal() / "overview.html").string());
  return exit_code_of(record);
}

}  // namespace lucarne
