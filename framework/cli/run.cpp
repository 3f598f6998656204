// SPDX-License-Identifier: MIT
#include "host/run.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

int run(const Arguments& arguments) {
  Terminal terminal;
  Job job(job_options(arguments), terminal);
  const std::filesystem::path output =
      arguments.value("output", (std::filesystem::path("runs") / job.pipeline().name).string());
  const RunOutcome outcome = run_job(job, output, terminal);
  for (const std::string& failure : outcome.failures) fmt::print(stderr, "error: {}\n", failure);
  fmt::print(stderr, "{} in {:.2f} s\n", outcome.complete ? "complete" : "INCOMPLETE",
             outcome.seconds);
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
  usage.options.insert(usage.options.begin(),
                       {"output", "FOLDER", "where the run goes (default: runs/<name>)", false});
  return {usage, run};
}

}  // namespace lucarne
