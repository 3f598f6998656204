// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

namespace lucarne {

/// The first argument of a process that serves a stage, and no command for people.
inline constexpr const char* isolated_stage_word = "isolated-stage";

/// What an isolated process does: loads one plugin, prepares and runs one stage, and answers the
/// host's messages on descriptor 3, with the shared work page behind descriptor 4. Ends with the
/// host, whose process is `host`. Does not return.
[[noreturn]] void serve_isolated_stage(pid_t host);

}  // namespace lucarne
