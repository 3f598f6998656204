// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_record.hpp"

#include <memory>
#include <vector>

/// A run with everything that a report can hold: five stages, one of them failed, figures of many
/// shapes, long tables, and texts that would do harm if they were not escaped.
struct SampleRun {
  lucarne::RunRecord record;
  std::vector<std::unique_ptr<lucarne::Results>> results;
};

SampleRun sample_run(lucarne::Language language);
