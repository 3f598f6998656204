// SPDX-License-Identifier: MIT
#pragma once

#include "host/conformance/law.hpp"

#include <string>
#include <vector>

namespace lucarne::conformance {

/// Environment variable by which the process that judges one law is told where its report goes.
inline constexpr const char* report_variable = "LUCARNE_LAW_REPORT";

/// How a process that judged one law ended.
struct Ended {
  int exit_code = -1;  ///< -1 where a signal ended it
  int signal = 0;
  bool timed_out = false;
  std::string out;     ///< what it wrote to standard output: nothing, if the plugin is silent
  std::string errors;  ///< the same of standard error, at most the last 64 KiB
  std::string report;
};

/// Starts `command` and waits at most `seconds`, then kills it.
/// throws: Error where it cannot be started
Ended run_to_end(const std::vector<std::string>& command, double seconds);

/// In the started process: judges the law and writes steps and verdict to the report's descriptor,
/// with limits on memory and core dumps.
void judge_and_report(const Law& law, const TrialOptions& options, int report);

/// What the report and the ending come to: a verdict, or the crash or time-out in its place.
Verdict verdict_of(const Law& law, const Ended& ended, double seconds);

/// The first complaint of AddressSanitizer, LeakSanitizer or UBSan in the errors; empty: none.
std::string memory_complaint(const Ended& ended);

}  // namespace lucarne::conformance
