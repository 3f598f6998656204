// SPDX-License-Identifier: MIT
#include "host/lock.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "host/locked_state.hpp"
#include "host/portable.hpp"
#include "output/files.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

int lock(const Arguments& arguments) {
  if (arguments.has("portable")) use_portable_kernels();
  Terminal terminal(log_style(arguments));
  Job job(job_options(arguments), terminal);
  job.train_if_needed();
  job.dataset().begin();
  for (const std::string& split : job.dataset().splits()) job.dataset().wait(split);
  const std::filesystem::path file = lock_file_of(job.pipeline().file);
  write_file(file, lock_json(make_lock(job)));
  fmt::print("{}\n", file.string());
  return exit_done;
}

}  // namespace

Option portable_option() {
  return {"portable", "", "compute with kernels that give the same bits on any x86-64 with AVX2",
          false};
}

Command lock_command() {
  Usage usage{"lock",
              "Writes beside a pipeline what its numbers depend on, for 'run --locked'.",
              {"PIPELINE"},
              pipeline_options()};
  usage.options.insert(usage.options.begin(), portable_option());
  return {usage, lock};
}

}  // namespace lucarne
