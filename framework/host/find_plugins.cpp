// SPDX-License-Identifier: MIT
#include "host/plugin.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace lucarne {
namespace {

std::filesystem::path own_folder() {
  const std::filesystem::path executable = std::filesystem::read_symlink("/proc/self/exe");
  return executable.parent_path().parent_path() / "lib" / "lucarne" / "plugins";
}

}  // namespace

std::vector<std::filesystem::path> plugin_folders(const std::vector<std::string>& given) {
  std::vector<std::filesystem::path> folders(given.begin(), given.end());
  if (const char* listed = std::getenv("LUCARNE_PLUGIN_PATH"); listed != nullptr) {
    std::istringstream in(listed);
    for (std::string folder; std::getline(in, folder, ':');) {
      if (!folder.empty()) folders.emplace_back(folder);
    }
  }
  for (const std::filesystem::path& folder : folders) {
    if (!std::filesystem::is_directory(folder)) {
      throw Error("plugin folder '" + folder.string() +
                  "' does not exist; see --plugin-dir and LUCARNE_PLUGIN_PATH");
    }
  }
  folders.push_back(own_folder());
  return folders;
}

bool comes_with_lucarne(const std::filesystem::path& file) {
  std::error_code missing;
  return std::filesystem::weakly_canonical(file, missing).parent_path() ==
         std::filesystem::weakly_canonical(own_folder(), missing);
}

std::vector<PluginFile> find_plugins(const std::vector<std::filesystem::path>& folders) {
  std::vector<PluginFile> found;
  for (const std::filesystem::path& folder : folders) {
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator(folder, unreadable)) {
      if (entry.path().extension() != ".so") continue;
      const std::string name = entry.path().stem();
      if (std::ranges::find(found, name, &PluginFile::name) == found.end()) {
        found.push_back({name, entry.path()});
      }
    }
  }
  std::ranges::sort(found, {}, &PluginFile::name);
  return found;
}

}  // namespace lucarne
