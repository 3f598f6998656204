// SPDX-License-Identifier: MIT
#include "host/run.hpp"
#include "cli/commands.hpp"
#include "cli/gates.hpp"
#include "cli/sweep.hpp"
#include "cli/terminal.hpp"
#include "host/locked_job.hpp"
#include "host/portable.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

int run(const Arguments& arguments) {
  if (arguments.has("portable")) use_portable_kernels();
  if (const std::optional<int> swept = run_sweep_if_any(arguments)) return *swept;
  Terminal terminal(log_style(arguments));
  require_junit_place(arguments);
  const bool dry = arguments.has("dry-run");
  const std::unique_ptr<Job> opened = arguments.has("locked")
                                          ? open_locked_job(job_options(arguments), !dry, terminal)
                                          : std::make_unique<Job>(job_options(arguments), terminal);
  Job& job = *opened;
  const std::filesystem::path output =
      arguments.value("output", (runs_folder() / job.pipeline().name).string());
  if (dry) {
    print_plan(job);
    print_estimate(job, output);
    return exit_done;
  }
  const RunOutcome outcome = run_job(job, output, terminal);
  for (const std::string& failure : outcome.failures) terminal.error(failure);
  terminal.conclusion(
      fmt::format("{} in {:.2f} s", outcome.complete ? "complete" : "INCOMPLETE", outcome.seconds));
  show_gates(outcome.gates, log_style(arguments), terminal);
  write_junit(arguments, outcome.folder);
  // The one line on standard output: where the report is, for whoever called.
  fmt::print("{}\n", (outcome.folder / "report.html").string());
  if (outcome.stopped) return exit_cancelled;
  if (!outcome.complete) return exit_stage_failed;
  return n_failed(outcome.gates) == 0 ? exit_done : exit_verification_failed;
}

}  // namespace

Command run_command() {
  Usage usage{"run",
              "Runs a pipeline and leaves a folder of numbers, figures and a report.",
              {"PIPELINE"},
              pipeline_options()};
  usage.options.insert(
      usage.options.begin(),
      {{"output", "FOLDER", "where the run goes (default: $LUCARNE_RUNS/<name> or runs/<name>)",
        false},
       {"dry-run", "", "show the plan with estimated time and memory, and run nothing", false},
       {"locked", "", "refuse anything that is not as 'lucarne lock' recorded it", false},
       portable_option()});
  for (const Option& option : gate_options()) usage.options.push_back(option);
  for (const Option& option : sweep_options()) usage.options.push_back(option);
  return {usage, run};
}

}  // namespace lucarne
