// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// How long a part of a run is going to take, and how that is known.
struct PartEstimate {
  std::string part;               ///< a stage's id, or "training"
  std::optional<double> seconds;  ///< nothing where it is not known
  std::string basis;
};

struct RunEstimate {
  std::vector<PartEstimate> parts;  ///< in the order in which they run
  std::uint64_t memory_bytes = 0;   ///< the largest resident memory
  std::string memory_basis;

  /// Sum of what is known.
  double seconds() const;
  /// Parts whose time is not known.
  std::size_t n_unknown() const;
};

/// Estimates a run without running anything but the network, on a few blocks of made-up items.
/// A stage that an earlier run in `earlier` computed with the same plugin and parameters takes as
/// long as it took there; the sweeps of other stages are counted, at the rate measured now; what a
/// plugin does beside its sweeps cannot be known. A stage that the cache holds takes no time.
RunEstimate estimate_run(Job& job, const std::filesystem::path& earlier);

}  // namespace lucarne
