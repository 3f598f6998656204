// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

int completion(const Arguments& arguments) {
  const std::string& shell = arguments.positional(0);
  if (shell == "bash") {
    fmt::print("{}", bash_completion(all_commands()));
  } else if (shell == "zsh") {
    fmt::print("{}", zsh_completion(all_commands()));
  } else {
    throw UsageError("wanted a shell, bash or zsh, found '" + shell + "'");
  }
  return exit_done;
}

}  // namespace

Command completion_command() {
  return {{"completion",
           "Prints code with which a shell completes the words of a command line.",
           {"bash|zsh"},
           {{"help", "", "show this text", false}}},
          completion};
}

}  // namespace lucarne
