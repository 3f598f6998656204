// SPDX-License-Identifier: MIT
#pragma once

#include "host/stage_crashed.hpp"

#include <lucarne/plugin.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

struct StageSpec;

/// A plugin file that cannot be used. what() names the file, what is wrong and what to do.
class PluginRefused : public Error {
 public:
  PluginRefused(const std::filesystem::path& file, const std::string& message)
      : Error("plugin " + file.string() + ": " + message) {}
  /// With the whole of what().
  explicit PluginRefused(const std::string& words) : Error(words) {}
};

struct AnalysisDeleter {
  void (*destroy)(Analysis*) = nullptr;
  void operator()(Analysis* analysis) const { destroy(analysis); }
};
using AnalysisPtr = std::unique_ptr<Analysis, AnalysisDeleter>;

/// A plugin that a pipeline can use: loaded into this process, where it stays until the process
/// ends, or looked at by way of a process of its own.
struct Plugin {
  std::filesystem::path file;
  std::string name;
  std::string version;
  std::string summary;
  const PluginRecord* record = nullptr;  ///< null where it was not loaded into this process
  /// Where its own process crashed while it was looked at; there is no name or version then.
  std::optional<StageCrashed> crashed{};
  /// The process that looked at it for the first stage that names it, which goes on with it.
  std::shared_ptr<AnalysisPtr> looked_at{};
  const StageSpec* looked_at_for = nullptr;

  /// An analysis in this process, or, where the plugin was not loaded here, in one of its own.
  /// throws: PluginRefused where its constructor throws or returns nothing; StageCrashed
  AnalysisPtr make_analysis() const;
};

/// Reads the ABI fingerprint from the file's ELF section and compares it with ours, and only then
/// loads the file and reads its record.
/// throws: PluginRefused
Plugin load_plugin(const std::filesystem::path& file);

/// Refuses a plugin that somebody else could have put there: a file or folder on the way to it that
/// others may write to, or that belongs to anyone but root, this user, and the owner of our own
/// program. Returns the file's path without symbolic links.
/// throws: PluginRefused with the remedy
std::filesystem::path trusted_file(const std::filesystem::path& file);

/// Whether a plugin lies in the folder of those that come with Lucarne.
bool comes_with_lucarne(const std::filesystem::path& file);

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
