// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

int check(const Arguments& arguments) {
  Terminal terminal(log_style(arguments));
  Job job(job_options(arguments), terminal);
  refuse_crashed(job.plan());
  job.dataset().begin();
  for (const std::string& split : job.dataset().splits()) job.dataset().wait(split);
  terminal.conclusion(fmt::format("{}: valid: {} stages{}", job.pipeline().file.string(),
                                  job.plan().stages.size(),
                                  job.must_train() ? "; the network will be trained first" : ""));
  return exit_done;
}

}  // namespace

Command check_command() {
  return {{"check",
           "Validates a pipeline with its plugins, network and data, and computes nothing.",
           {"PIPELINE"},
           pipeline_options()},
          check};
}

}  // namespace lucarne
