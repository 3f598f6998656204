// SPDX-License-Identifier: MIT
#pragma once

#include "cli/arguments.hpp"
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
Command plugins_command();
Command describe_command();
Command inspect_command();
Command schema_command();

/// Options that every command with a pipeline takes, and what they mean.
std::vector<Option> pipeline_options();
JobOptions job_options(const Arguments& arguments);
Option plugin_folder_option();

/// All plugins found; those that are refused are told on standard error and left out.
std::vector<Plugin> loadable_plugins(const std::vector<PluginFile>& files);

}  // namespace lucarne
