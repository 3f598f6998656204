// SPDX-License-Identifier: MIT
#pragma once

#include "cli/arguments.hpp"

#include <optional>
#include <vector>

namespace lucarne {

/// --jobs, --zip and --no-sweep.
std::vector<Option> sweep_options();

/// Runs the sweep that the pipeline or the command line asks for and returns the exit code; nothing
/// where there is none, or --no-sweep says to run the pipeline itself.
std::optional<int> run_sweep_if_any(const Arguments& arguments);

}  // namespace lucarne
