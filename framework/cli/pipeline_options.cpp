// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "host/isolation.hpp"
#include "host/output_guard.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <thread>

namespace lucarne {

Option plugin_folder_option() {
  return {"plugin-dir", "FOLDER", "look for plugins here first (may be repeated)", true};
}

std::vector<Option> pipeline_options() {
  return {
      {"set", "KEY=VALUE", "override a value: --set stages.errors.bins=20 (may be repeated)", true},
      {"threads", "N", "threads to compute with (default: all cores)", false},
      plugin_folder_option(),
      {"isolate", "", "run every stage in a process of its own", false},
      {"log-json", "", "write the log as one JSON object a line", false},
      {"quiet", "", "log nothing but errors", false},
      {"no-cache", "", "compute every stage, and keep none", false},
      {"help", "", "show this text", false}};
}

LogStyle log_style(const Arguments& arguments) {
  return {arguments.has("log-json"), arguments.has("quiet")};
}

std::filesystem::path runs_folder() {
  const char* named = std::getenv("LUCARNE_RUNS");
  return named == nullptr || *named == '\0' ? "runs" : named;
}

unsigned number_of_threads(const Arguments& arguments) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return arguments.number("threads", cores, 1, 1024);
}

JobOptions job_options(const Arguments& arguments) {
  JobOptions options;
  options.pipeline = arguments.positional(0);
  options.overrides = arguments.all("set");
  options.plugin_folders = arguments.all("plugin-dir");
  options.n_threads = number_of_threads(arguments);
  options.isolate = arguments.has("isolate");
  options.baseline = arguments.value("baseline", "");
  options.cache.use = !arguments.has("no-cache");
  return options;
}

std::vector<Plugin> loadable_plugins(const std::vector<PluginFile>& files) {
  std::vector<Plugin> plugins;
  const OutputGuard guard;
  for (const PluginFile& file : files) {
    try {
      plugins.push_back(open_plugin(file.file));
    } catch (const PluginRefused& refused) {
      fmt::print(stderr, "warning: {}\n", refused.what());
    }
  }
  return plugins;
}

}  // namespace lucarne
