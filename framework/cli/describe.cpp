// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "host/isolation.hpp"
#include "host/output_guard.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lucarne {
namespace {

std::string description(const PluginFile& file) {
  const OutputGuard guard;
  const Plugin plugin = open_plugin(file.file);
  const AnalysisPtr analysis = plugin.make_analysis();
  Parameters parameters;
  analysis->declare(parameters);
  std::string text = fmt::format("# {} {}\n\n{}\n", plugin.name, plugin.version, plugin.summary);
  text += "\n## Parameters\n\n" + parameter_table(parameters);
  if (!parameters.products().empty()) text += "\n## Products\n\n";
  for (const Product& product : parameters.products()) {
    text += fmt::format("* `{}`: {}\n", product.name, product.meaning);
  }
  return text;
}

int describe(const Arguments& arguments) {
  const std::vector<PluginFile> files = find_plugins(plugin_folders(arguments.all("plugin-dir")));
  const std::string& wanted = arguments.positional(0);
  const auto file = std::ranges::find(files, wanted, &PluginFile::name);
  if (file == files.end()) {
    std::vector<std::string> names;
    for (const PluginFile& one : files) names.push_back(one.name);
    throw UsageError("unknown plugin '" + wanted + "'" + suggestion(wanted, names, "plugins"));
  }
  fmt::print("{}", description(*file));
  return exit_done;
}

}  // namespace

Command describe_command() {
  return {{"describe",
           "Shows what a plugin answers and every parameter that it takes.",
           {"PLUGIN"},
           {plugin_folder_option(), {"help", "", "show this text", false}}},
          describe};
}

}  // namespace lucarne
