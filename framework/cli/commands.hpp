// SPDX-License-Identifier: MIT
#pragma once

#include "cli/arguments.hpp"
#include "cli/log_line.hpp"
#include "host/job.hpp"

#include <string>
#include <vector>

namespace lucarne {

/// What the process ends with; README and docs list them.
enum ExitCode {
  exit_done = 0,
  exit_stage_failed = 1,
  exit_usage = 2,
  exit_invalid_pipeline = 3,
  exit_plugin_refused = 4,
  exit_verification_failed = 5,
  exit_cancelled = 130,
};

/// A sub-command: how it is called, and what it does.
struct Command {
  Usage usage;
  int (*run)(const Arguments&);
};

Command run_command();
Command check_command();
Command plan_command();
Command explain_cache_command();
Command explain_command();
Command plugins_command();
Command describe_command();
Command inspect_command();
Command schema_command();
Command new_plugin_command();
Command compare_command();
Command test_plugin_command();

Command lock_command();
Command verify_command();
Command completion_command();
Command man_command();

/// Every command, in the order in which the help lists them.
std::vector<Command> all_commands();

/// Shell code that completes the words of a command line, made from what the commands take.
std::string bash_completion(const std::vector<Command>& commands);
std::string zsh_completion(const std::vector<Command>& commands);

/// What a run of the job would do, on standard output.
void print_plan(Job& job);
/// What it would take, likewise. `output`: where the run would go, and an earlier one may lie.
void print_estimate(Job& job, const std::filesystem::path& output);

/// The folder that runs go to unless told otherwise: LUCARNE_RUNS, or "runs".
std::filesystem::path runs_folder();

/// What --log-json and --quiet say.
LogStyle log_style(const Arguments& arguments);

/// Options that every command with a pipeline takes, and what they mean.
std::vector<Option> pipeline_options();
JobOptions job_options(const Arguments& arguments);
unsigned number_of_threads(const Arguments& arguments);
Option plugin_folder_option();
Option portable_option();

/// All plugins found; those that are refused are told on standard error and left out.
std::vector<Plugin> loadable_plugins(const std::vector<PluginFile>& files);

}  // namespace lucarne
