// SPDX-License-Identifier: MIT
#include "host/run.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

int run(const Arguments& arguments) {
  Terminal terminal(log_style(arguments));
  Job job(job_options(arguments), terminal);
  const std::filesystem::path output =
      arguments.value("output", (runs_folder() / job.pipeline().name).string());
  const RunOutcome outcome = run_job(job, output, terminal);
  for (const std::string& failure : outcome.failures) terminal.error(failure);
  terminal.conclusion(
      fmt::format("{} in {:.2f} s", outcome.complete ? "complete" : "INCOMPLETE", outcome.seconds));
  // The one line on standard output: where the report is, for whoever called.
  fmt::print("{}\n", (outcome.folder / "report.html").string());
  return outcome.complete ? exit_done : exit_stage_failed;
}

}  // namespace

Command run_command() {
  Usage usage{"run",
              "Runs a pipeline and leaves a folder of numbers, figures and a report.",
              {"PIPELINE"},
              pipeline_options()};
  usage.options.insert(
      usage.options.begin(),
      {"output", "FOLDER", "where the run goes (default: $LUCARNE_RUNS/<name> or runs/<name>)",
       false});
  return {usage, run};
}

}  // namespace lucarne
