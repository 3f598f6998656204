// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "host/explain_cache.hpp"
#include "host/run_record_of.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lucarne {
namespace {

void print_stage(const PlannedStage& stage, const StageFate& fate, const Plan& plan) {
  fmt::print("\n{}  (plugin {} {}{})\n", stage.spec->id, stage.plugin->name, stage.plugin->version,
             stage.isolated ? ", in a process of its own" : "");
  fmt::print("  {}\n", to_string(fate));
  for (const auto& [name, value] : values_as_text(stage.parameters)) {
    fmt::print("  {} = {}\n", name, value);
  }
  for (const Sweep& sweep : stage.sweeps) {
    fmt::print("  reads split '{}'", sweep.request.split);
    if (!sweep.request.layers.empty()) {
      fmt::print(", layers {}", fmt::join(sweep.request.layers, ", "));
    }
    if (!sweep.request.gradients.empty()) fmt::print(", gradients to the inputs");
    fmt::print("\n");
  }
  for (const std::size_t need : stage.needs) {
    fmt::print("  after {}\n", plan.stages[need]->spec->id);
  }
}

}  // namespace

void print_plan(Job& job) {
  refuse_crashed(job.plan());
  fmt::print("pipeline  {}\nseed      {}\n", job.pipeline().name, job.pipeline().seed);
  fmt::print("network   {}{}\n", job.pipeline().model.file.string(),
             job.must_train() ? " (does not exist: trained first, then saved there)" : "");
  for (const std::string& split : job.dataset().splits()) {
    fmt::print("{:<9} {} items\n", split, job.dataset().n_items(split));
  }
  const std::vector<StageFate> fates = explain_cache(job);
  for (std::size_t i = 0; i < fates.size(); ++i) {
    print_stage(*job.plan().stages[i], fates[i], job.plan());
  }
}

namespace {

int plan(const Arguments& arguments) {
  Terminal terminal(log_style(arguments));
  Job job(job_options(arguments), terminal);
  print_plan(job);
  return exit_done;
}

}  // namespace

Command plan_command() {
  return {{"plan",
           "Shows what a run would do, in order, with every default filled in.",
           {"PIPELINE"},
           pipeline_options()},
          plan};
}

}  // namespace lucarne
