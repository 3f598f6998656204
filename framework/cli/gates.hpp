// SPDX-License-Identifier: MIT
#pragma once

#include "cli/arguments.hpp"
#include "cli/log_line.hpp"
#include "cli/terminal.hpp"
#include "output/gate_record.hpp"

#include <filesystem>
#include <vector>

namespace lucarne {

/// --baseline and --junit.
std::vector<Option> gate_options();

/// Every gate with what was wanted and found: a table, or, in a log for programs, a line each. A
/// quiet log holds those that failed.
void show_gates(const std::vector<GateRecord>& gates, const LogStyle& style, Terminal& terminal);

/// throws: UsageError where --junit names a file in no folder, before hours are spent on a run
void require_junit_place(const Arguments& arguments);

/// Writes the finished run in `folder` to the file of --junit, where one is named.
/// throws: OutputError
void write_junit(const Arguments& arguments, const std::filesystem::path& folder);

}  // namespace lucarne
