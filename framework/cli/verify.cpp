// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "host/portable.hpp"
#include "host/rerun.hpp"
#include "host/verification_failed.hpp"
#include "output/check_files.hpp"
#include "output/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

constexpr std::size_t most_differences_shown = 20;

const char* word_for(FileProblem::Kind kind) {
  switch (kind) {
    case FileProblem::Kind::missing: return "missing";
    case FileProblem::Kind::changed: return "changed";
    case FileProblem::Kind::unexpected: return "unexpected";
  }
  return "";
}

// throws: VerificationFailed after the list was printed
void verify_files(const std::filesystem::path& folder, const RunRecord& run) {
  const std::vector<FileProblem> problems = check_files(folder, run);
  for (const FileProblem& problem : problems) {
    fmt::print("{:<11} {}{}\n", word_for(problem.kind), problem.path,
               problem.detail.empty() ? "" : ": " + problem.detail);
  }
  if (!problems.empty()) {
    throw VerificationFailed(fmt::format("run '{}' is not as it was recorded: {} of its files {}",
                                         folder.string(), problems.size(),
                                         problems.size() == 1 ? "differs" : "differ"));
  }
  fmt::print("{} files are as run.json recorded them; run.json itself has SHA-256 {}\n",
             run.outputs.size(), sha256_of_file(folder / "run.json"));
}

void print_differences(const NumberComparison& comparison) {
  for (const std::string& text : comparison.unmatched) fmt::print("{}\n", text);
  if (comparison.differences.empty()) return;
  fmt::print("\n{:<40} {:>22} {:>22} {:>12} {:>12}\n", "largest differences", "recorded", "rerun",
             "difference", "allowed");
  const std::size_t shown = std::min(most_differences_shown, comparison.differences.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const NumberDifference& one = comparison.differences[i];
    fmt::print("{:<40} {:>22} {:>22} {:>12.3g} {:>12.3g}{}\n", one.where, one.recorded, one.found,
               one.difference, one.allowed, one.beyond() ? "  beyond" : "");
  }
  if (shown < comparison.differences.size()) {
    fmt::print("and {} more\n", comparison.differences.size() - shown);
  }
}

void verify_rerun(const StoredRun& run, const RerunOptions& options, Terminal& terminal) {
  const Rerun again = rerun(run, options, terminal);
  const NumberComparison& comparison = again.comparison;
  for (const std::string& line : again.environment) terminal.line(line);
  const std::string measure =
      again.environment.empty()
          ? "to the bit"
          : fmt::format(
                "within {:g} of the largest magnitude of their kind, as the numeric "
                "environment is another one",
                rerun_tolerance);
  fmt::print("{} numbers compared {}: {} differ\n", comparison.n_compared, measure,
             comparison.n_different);
  print_differences(comparison);
  if (!comparison.holds()) {
    throw VerificationFailed(
        fmt::format("run '{}' gives other numbers when it is run again", run.folder.string()));
  }
}

RunRecord manifest_of(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) {
    throw UsageError("wanted the folder of a run, found '" + folder.string() + "'");
  }
  try {
    return read_manifest(folder);
  } catch (const Error& error) {
    throw VerificationFailed(error.what());
  }
}

StoredRun results_of(const std::filesystem::path& folder) {
  try {
    return read_run(folder);
  } catch (const Error& error) {
    throw VerificationFailed(error.what());
  }
}

int verify(const Arguments& arguments) {
  const std::filesystem::path folder = arguments.positional(0);
  const RunRecord record = manifest_of(folder);
  const bool again = arguments.has("rerun");
  const auto portable = record.environment.find("portable");
  const bool was_portable = portable != record.environment.end() && portable->second == "yes";
  if (arguments.has("portable") || (again && was_portable)) use_portable_kernels();
  Terminal terminal(log_style(arguments));
  verify_files(folder, record);
  if (again) {
    verify_rerun(results_of(folder),
                 {folder, arguments.all("plugin-dir"), number_of_threads(arguments)}, terminal);
  }
  return exit_done;
}

}  // namespace

Command verify_command() {
  return {{"verify",
           "Checks the files of a run against its manifest; with --rerun, its numbers too.",
           {"RUN"},
           {{"rerun", "", "run it again in a temporary place and compare every number", false},
            portable_option(),
            {"threads", "N", "threads to compute with (default: all cores)", false},
            plugin_folder_option(),
            {"log-json", "", "write the log as one JSON object a line", false},
            {"quiet", "", "log nothing but errors", false},
            {"help", "", "show this text", false}}},
          verify};
}

}  // namespace lucarne
