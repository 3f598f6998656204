// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace lucarne {

/// A new plugin's folder, as the command line asks for it.
struct NewPlugin {
  std::string name;  ///< as pipelines will name it: [a-z][a-z0-9-]*
  bool whole = false;
  std::filesystem::path folder;
};

/// Writes the folder from the template beside the executable (../share/lucarne): it builds, passes
/// its tests and draws a figure as it stands. The folder is there when it is complete.
/// throws: Error for a name that cannot be used, where the folder is there already, or where the
/// template is not installed; OutputError where it cannot be written
void write_plugin_folder(const NewPlugin& plugin);

}  // namespace lucarne
