// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/plugin.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lucarne {

/// A plugin file that cannot be used. what() names the file, what is wrong and what to do.
class PluginRefused : public Error {
 public:
  PluginRefused(const std::filesystem::path& file, const std::string& message)
      : Error("plugin " + file.string() + ": " + message) {}
};

struct AnalysisDeleter {
  void (*destroy)(Analysis*) = nullptr;
  void operator()(Analysis* analysis) const { destroy(analysis); }
};
using AnalysisPtr = std::unique_ptr<Analysis, AnalysisDeleter>;

/// A loaded plugin. Its library stays in memory until the process ends.
struct Plugin {
  std::filesystem::path file;
  std::string name;
  std::string version;
  std::string summary;
  const PluginRecord* record = nullptr;

  /// throws: PluginRefused where its constructor throws or returns nothing
  AnalysisPtr make_analysis() const;
};

/// Reads the ABI fingerprint from the file's ELF section and compares it with ours, and only then
/// loads the file and reads its record.
/// throws: PluginRefused
Plugin load_plugin(const std::filesystem::path& file);

/// Where plugins are looked for, in this order: folders given on the command line, those in
/// LUCARNE_PLUGIN_PATH (separated by ':'), and lib/lucarne/plugins beside the executable's folder.
/// Never the current directory.
std::vector<std::filesystem::path> plugin_folders(const std::vector<std::string>& given);

/// All files *.so in these folders by the plugin's name, which is the file's stem. The first folder
/// that has a name wins. throws: Error for a folder that was named and does not exist
struct PluginFile {
  std::string name;
  std::filesystem::path file;
};
std::vector<PluginFile> find_plugins(const std::vector<std::filesystem::path>& folders);

/// Content of a section of an ELF file, or empty where there is no such section.
/// throws: PluginRefused where the file is no ELF shared library
std::string elf_section(const std::filesystem::path& file, const std::string& section);

/// What differs between two fingerprints, in words; empty where they agree.
std::string abi_difference(const std::string& ours, const std::string& theirs);

}  // namespace lucarne
