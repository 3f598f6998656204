// SPDX-License-Identifier: MIT
#pragma once

#include "host/stage_key.hpp"
#include "output/run_record.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// A stage with results, on its way to the run's folder.
struct FinishedStage {
  StageRecord* record = nullptr;
  /// What it is stored under in the cache; empty: there is none.
  KeyParts parts{};
  /// Where its files lie in the cache, and their names; none: they are still to be written and
  /// drawn.
  std::filesystem::path cached_files{};
  std::vector<std::string> cached_names{};
};

}  // namespace lucarne
