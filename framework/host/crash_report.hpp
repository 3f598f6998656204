// SPDX-License-Identifier: MIT
#pragma once

#include "host/work_page.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// "SIGSEGV (nothing is mapped at address 0x8)": the signal that the page's handler met.
std::string signal_text(const WorkPage& page);

/// "SIGKILL": a signal's name.
std::string signal_name(int signal);

/// The way to the place where the signal struck, innermost first, one line a function:
/// "Peak::run(lucarne::Context const&, ...) in peak.so".
std::vector<std::string> backtrace_of(const WorkPage& page);

/// The first of these lines that is of `plugin`, or nothing.
std::string innermost_of(const std::vector<std::string>& backtrace,
                         const std::filesystem::path& plugin);

/// The last lines of a text, at most 20, what cannot be printed replaced.
std::vector<std::string> last_lines_of(const std::string& text);

}  // namespace lucarne
