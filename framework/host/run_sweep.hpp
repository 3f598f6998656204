// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"
#include "output/sweep_record.hpp"
#include "pipeline/parameter_sweep.hpp"

#include <filesystem>

namespace lucarne {

/// What is to be swept, and what the pipeline says of itself.
struct SweepPlan {
  ParameterSweep sweep;  ///< no axes: there is none
  std::string name;      ///< the pipeline's
  Language language = Language::english;
};

/// The sweep that the pipeline's `sweep:` and assignments `key=a,b,c` ask for. Those assignments
/// are taken out of `options`. throws: PipelineError where the section is wrong
SweepPlan take_sweep(JobOptions& options);

struct SweepOptions {
  SweepPlan plan;
  std::filesystem::path output;     ///< the sweep's folder
  unsigned n_jobs = 1;              ///< runs side by side
  std::vector<std::string> passed;  ///< arguments for every run
};

/// Runs every cell in a process of its own, so that one that fails does not stop the others, and
/// leaves the overview. The first cell runs alone: what all have in common is then in the cache.
/// A cell whose training is swept gets a network of its own, named after all that it is trained
/// from, in the sweep's folder.
/// throws: PipelineError where a cell's pipeline is wrong (before anything is run), Error where the
/// folder holds anything but a sweep, OutputError, Cancelled
SweepRecord run_sweep(const JobOptions& options, const SweepOptions& sweep, RunObserver& observer);

}  // namespace lucarne
