// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_record.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// A file of a run that is not as run.json has it.
struct FileProblem {
  enum class Kind { missing, changed, unexpected };
  Kind kind;
  std::string path;    ///< relative to the run's folder
  std::string detail;  ///< what was wanted and found, of a changed one
};

/// Compares what lies in a run's folder with the sizes and digests that its manifest recorded.
/// run.json is left out: it cannot hold its own digest. Links are never followed. Sorted by path.
/// throws: OutputError where a file cannot be read
std::vector<FileProblem> check_files(const std::filesystem::path& folder, const RunRecord& run);

}  // namespace lucarne
