// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

int plugins(const Arguments& arguments) {
  const auto folders = plugin_folders(arguments.all("plugin-dir"));
  for (const Plugin& plugin : loadable_plugins(find_plugins(folders))) {
    fmt::print("{:<14} {:<8} {}\n", plugin.name, plugin.version, plugin.summary);
  }
  return exit_done;
}

}  // namespace

Command plugins_command() {
  return {{"plugins",
           "Lists the plugins that a pipeline can name.",
           {},
           {plugin_folder_option(), {"help", "", "show this text", false}}},
          plugins};
}

}  // namespace lucarne
