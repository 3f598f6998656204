// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"
#include "output/run_record.hpp"

#include <filesystem>

namespace lucarne {

/// What came of a run.
struct RunOutcome {
  std::filesystem::path folder;
  bool complete = false;              ///< every stage and every figure
  std::vector<std::string> failures;  ///< "stage 'x': what happened"
  double seconds = 0;
  std::vector<GateRecord> gates;  ///< what came of `expect:`
  bool stopped = false;           ///< by the user, with a stage that left what it had
};

/// Runs every stage of the job and leaves its folder. A stage that throws costs itself and those
/// that need its products; the others complete.
/// throws: Error where a gate needs a baseline and none was named, before anything is computed;
/// Cancelled, unless a stage left something (RunOutcome::stopped), DataError, OutputError; the
/// output folder is then as it was before
RunOutcome run_job(Job& job, const std::filesystem::path& output, RunObserver& observer);

}  // namespace lucarne
