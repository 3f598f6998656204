// SPDX-License-Identifier: MIT
#pragma once

#include "host/observer.hpp"
#include "host/plugin.hpp"
#include "pipeline/pipeline.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// Decides for every stage whether it runs in a process of its own, and notes it in the stage: all
/// of them with `all`; else what the stage says; else those with limits, and those whose plugin
/// does not come with Lucarne.
void decide_isolation(Pipeline& pipeline, const std::vector<PluginFile>& available, bool all);

/// What an isolated stage computes with, beside its parameters.
struct IsolatedSetting {
  const Pipeline* pipeline = nullptr;
  const StageSpec* stage = nullptr;
  unsigned n_threads = 1;
  const RunObserver* observer = nullptr;  ///< asked whether to stop, if given
};

/// An analysis whose every step happens in a process of its own, which ends with it: declare,
/// prepare, and run, which includes its sweeps. The sweeps that prepare() returns say what is read,
/// and make no states here. The setting must outlive it.
/// throws (its members): StageCrashed; what the analysis throws
AnalysisPtr isolated_analysis(const Plugin& plugin, const IsolatedSetting& setting = {});

/// Looks at a plugin by way of a process of its own; none of its code runs here. A crash there is
/// noted in the plugin. throws: PluginRefused
Plugin probe_plugin(const std::filesystem::path& file, const IsolatedSetting& setting = {});

/// Loads a plugin that comes with Lucarne, and probes any other. throws: PluginRefused,
/// StageCrashed
Plugin open_plugin(const std::filesystem::path& file);

}  // namespace lucarne
