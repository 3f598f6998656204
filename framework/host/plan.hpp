// SPDX-License-Identifier: MIT
#pragma once

#include "host/plugin.hpp"
#include "host/stage_context.hpp"
#include "host/stage_crashed.hpp"
#include "pipeline/pipeline.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// One stage, ready to run.
struct PlannedStage {
  const StageSpec* spec = nullptr;
  const Plugin* plugin = nullptr;
  AnalysisPtr analysis;
  Parameters parameters;
  std::vector<std::size_t>
      needs;  ///< earlier stages (indices into the plan) whose products it reads
  std::unique_ptr<StageContext> context;
  /// What it reads. An isolated stage folds in its own process, so its sweeps make no states here.
  std::vector<Sweep> sweeps;
  bool isolated = false;
  /// Where its process crashed before it could run: the stage will fail when its turn comes.
  std::optional<StageCrashed> crashed{};
};

/// The stages of a pipeline in the order in which they can run.
struct Plan {
  std::vector<std::unique_ptr<PlannedStage>> stages;
};

/// The plugins that a pipeline names, by name.
using PluginTable = std::map<std::string, Plugin>;

/// Loads the plugins that the stages name; those that only isolated stages name are looked at by
/// way of a process of their own. An unknown name goes into `diagnostics`.
/// throws: PluginRefused, Cancelled
PluginTable load_plugins(const Pipeline& pipeline, const std::vector<PluginFile>& available,
                         unsigned n_threads, const RunObserver& observer, Diagnostics& diagnostics);

/// Sets each stage's parameters only, for a pipeline whose data or network cannot be opened: its
/// other mistakes are told in the same go.
void check_parameters(const Pipeline& pipeline, const PluginTable& plugins,
                      const SharedContext& shared, Diagnostics& diagnostics);

/// Makes each stage's analysis, sets its parameters, orders the stages by their products, and lets
/// each analysis look at network and data. Everything wrong goes into `diagnostics`; the plan is
/// only good if that stays empty. `shared`, `pipeline` and `plugins` must outlive the plan.
Plan make_plan(const Pipeline& pipeline, const PluginTable& plugins, const SharedContext& shared,
               Diagnostics& diagnostics);

/// throws: PluginRefused where the process of a stage crashed before it could run
void refuse_crashed(const Plan& plan);

}  // namespace lucarne
