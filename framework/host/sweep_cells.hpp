// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"
#include "pipeline/parameter_sweep.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// A cell that was checked, with what its run is started with.
struct CheckedCell {
  SweepCell cell;
  std::vector<std::string> overrides;  ///< for --set
};

/// Opens every cell's pipeline as its run will, so that a mistake is told before the first run.
/// `networks` is where networks go whose training is swept.
/// throws: PipelineError that names the cell
std::vector<CheckedCell> checked_cells(const JobOptions& options, const ParameterSweep& sweep,
                                       const std::filesystem::path& networks,
                                       RunObserver& observer);

}  // namespace lucarne
