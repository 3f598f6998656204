// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "host/output_guard.hpp"

#include <fmt/format.h>

#include <deque>

namespace lucarne {
namespace {

std::string schema_of(const std::vector<Plugin>& plugins) {
  const OutputGuard guard;
  std::vector<AnalysisPtr> analyses;  // hold the members that the parameters point at
  std::deque<Parameters> parameters;
  std::vector<PluginDescription> descriptions;
  for (const Plugin& plugin : plugins) {
    try {
      analyses.push_back(plugin.make_analysis());
      analyses.back()->declare(parameters.emplace_back());
      descriptions.push_back({plugin.name, plugin.version, plugin.summary, &parameters.back()});
    } catch (const StageCrashed& crash) {
      fmt::print(stderr, "warning: plugin {}: {}\n", plugin.file.string(), crash.what());
    }
  }
  return json_schema(descriptions);
}

int schema(const Arguments& arguments) {
  const auto folders = plugin_folders(arguments.all("plugin-dir"));
  const std::string text = schema_of(loadable_plugins(find_plugins(folders)));
  fmt::print("{}\n", text);
  return exit_done;
}

}  // namespace

Command schema_command() {
  return {{"schema",
           "Prints a JSON Schema of pipelines, for editors that complete and check YAML.",
           {},
           {plugin_folder_option(), {"help", "", "show this text", false}}},
          schema};
}

}  // namespace lucarne
