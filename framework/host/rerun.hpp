// SPDX-License-Identifier: MIT
#pragma once

#include "host/observer.hpp"
#include "output/compare_numbers.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// How far numbers may differ where processor or libraries are not those of the run, as a share of
/// the largest magnitude of the same scalar, column or array. Sums of some hundred products of
/// float (precision 6e-8) in another order differ by about 1e-6 of it; measured on MNIST between
/// four kinds of kernels: at most 4.2e-7.
constexpr double rerun_tolerance = 1e-5;

/// What a run was compared with.
struct Rerun {
  NumberComparison comparison;
  /// What differs between the two numeric environments; where nothing does, the comparison was to
  /// the bit.
  std::vector<std::string> environment;
};

struct RerunOptions {
  std::filesystem::path folder;             ///< of the run
  std::vector<std::string> plugin_folders;  ///< of --plugin-dir
  unsigned n_threads = 1;
};

/// Runs the pipeline that a run holds again, in a temporary folder that is gone afterwards, with
/// inputs and plugins that have the recorded digests, and compares every number.
/// throws: VerificationFailed naming inputs and plugins that are not those of the run; Cancelled
Rerun rerun(const StoredRun& recorded, const RerunOptions& options, RunObserver& observer);

}  // namespace lucarne
