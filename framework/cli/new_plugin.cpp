// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "host/plugin_template.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

std::string shell_quoted(const std::string& text) {
  const bool plain = text.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                         "_-+=:,./@") == std::string::npos;
  if (plain && !text.empty()) return text;
  std::string quoted = "'";
  for (const char letter : text)
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

// The program that a shell would start as 'lucarne'.
fs::path program_in_path() {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::error_code failed;
    const fs::path program = fs::canonical(fs::path(folder) / "lucarne", failed);
    if (!failed && fs::is_regular_file(program, failed)) return program;
  }
  return {};
}

// What builds, tests and runs the new plugin with this very program.
std::string next_command(const fs::path& folder) {
  const std::string run =
      shell_quoted(((folder.has_parent_path() ? folder : "." / folder) / "run.sh").string());
  const fs::path executable = fs::read_symlink("/proc/self/exe");
  if (program_in_path() == executable) return run;
  return fmt::format("LUCARNE={} {}", shell_quoted(executable.string()), run);
}

int new_plugin(const Arguments& arguments) {
  if (arguments.has("fold") && arguments.has("whole")) {
    throw UsageError("--fold and --whole exclude each other; see 'lucarne new-plugin --help'");
  }
  const std::string& name = arguments.positional(0);
  fs::path folder = fs::path(arguments.value("output", name)).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  write_plugin_folder({name, arguments.has("whole"), folder});
  fmt::print(stderr, "{} holds plugin '{}'; this builds it, tests it and draws its first figure:\n",
             folder.string(), name);
  fmt::print("{}\n", next_command(folder));
  return exit_done;
}

}  // namespace

Command new_plugin_command() {
  return {{"new-plugin",
           "Writes the folder of a new plugin that builds, passes its tests and draws a figure.",
           {"NAME"},
           {{"fold", "", "a plugin that folds over the data block by block (default)", false},
            {"whole", "", "a plugin that sees network and data at once", false},
            {"output", "FOLDER", "write it here (default: a new folder NAME)", false},
            {"help", "", "show this text", false}}},
          new_plugin};
}

}  // namespace lucarne
