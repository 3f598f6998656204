// SPDX-License-Identifier: MIT
#include "host/compare.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

std::string name_of(const std::filesystem::path& run) {
  const std::filesystem::path whole = std::filesystem::absolute(run).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

int compare(const Arguments& arguments) {
  const std::filesystem::path a = arguments.positional(0);
  const std::filesystem::path b = arguments.positional(1);
  Terminal terminal(log_style(arguments));
  const Comparison comparison = compare_runs(a, b);
  const std::filesystem::path folder = std::filesystem::absolute(arguments.value(
      "output", (runs_folder() / ("compare-" + name_of(a) + "-" + name_of(b))).string()));
  const std::vector<std::string> problems = write_comparison(comparison, folder);
  for (const std::string& problem : problems) terminal.error(problem);
  for (const Reading& reading : comparison.readings) terminal.conclusion(reading.text.en);
  // The one line on standard output, as run has it.
  fmt::print("{}\n", (folder / "compare.html").lexically_normal().string());
  return problems.empty() ? exit_done : exit_stage_failed;
}

}  // namespace

Command compare_command() {
  return {{"compare",
           "Puts two finished runs side by side: numbers, figures, predictions, networks.",
           {"A", "B"},
           {{"output", "FOLDER",
             "where the comparison goes (default: $LUCARNE_RUNS/compare-A-B or runs/compare-A-B)",
             false},
            {"log-json", "", "write the log as one JSON object a line", false},
            {"quiet", "", "log nothing but errors", false},
            {"help", "", "show this text", false}}},
          compare};
}

}  // namespace lucarne
