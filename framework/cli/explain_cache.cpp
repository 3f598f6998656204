// SPDX-License-Identifier: MIT
#include "host/explain_cache.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

int tell_keys(const Arguments& arguments) {
  Terminal terminal(log_style(arguments));
  Job job(job_options(arguments), terminal);
  const std::vector<StageFate> fates = explain_cache(job);
  const std::string wanted = arguments.n_positionals() > 1 ? arguments.positional(1) : "";
  std::vector<std::string> known;
  for (const StageFate& fate : fates) known.push_back(fate.stage);
  if (!wanted.empty() && std::ranges::find(known, wanted) == known.end()) {
    throw UsageError("no stage '" + wanted + "'" + suggestion(wanted, known, "stages"));
  }
  for (const StageFate& fate : fates) {
    if (!wanted.empty() && fate.stage != wanted) continue;
    fmt::print("{}  {}\n", fate.stage, to_string(fate));
  }
  return exit_done;
}

}  // namespace

Command explain_cache_command() {
  return {{"explain-cache",
           "Says for each stage whether a run would compute it, and what changed.",
           {"PIPELINE", "[STAGE]"},
           pipeline_options()},
          tell_keys};
}

}  // namespace lucarne
