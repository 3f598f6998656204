// SPDX-License-Identifier: MIT
#include "host/plan.hpp"
#include "host/isolation.hpp"
#include "pipeline/named_files.hpp"
#include "pipeline/paths.hpp"

#include <lucarne/suggest.hpp>

#include <algorithm>

namespace lucarne {
namespace {

using Stages = std::vector<std::unique_ptr<PlannedStage>>;

// Runs a step of an analysis; what it throws becomes a diagnostic at the stage or its parameter. A
// crash of the stage's own process stays with the stage, and is its last step.
template <class Step>
void guarded(PlannedStage& stage, Diagnostics& diagnostics, Step&& step) {
  const StageSpec& spec = *stage.spec;
  const std::string who = "stage '" + spec.id + "': ";
  if (stage.crashed) return;
  try {
    step();
  } catch (const StageCrashed& crash) {
    stage.crashed = crash;
  } catch (const PluginRefused&) {
    throw;
  } catch (const Cancelled&) {
    throw;
  } catch (const ParameterError& error) {
    diagnostics.error(position_of(spec, error.parameter()), who + error.what());
  } catch (const std::exception& exception) {
    diagnostics.error(spec.position, who + exception.what());
  } catch (...) {
    diagnostics.error(spec.position, who + "the plugin threw something that is no std::exception");
  }
}

// The stages whose plugins are at hand, with their parameters set.
Stages with_parameters(const Pipeline& pipeline, const PluginTable& plugins,
                       const SharedContext& shared, Diagnostics& diagnostics) {
  Stages stages;
  for (const StageSpec& spec : pipeline.stages) {
    const auto plugin = plugins.find(spec.plugin);
    if (plugin == plugins.end()) continue;
    auto stage = std::make_unique<PlannedStage>();
    stage->spec = &spec;
    stage->plugin = &plugin->second;
    stage->isolated = spec.isolate.value_or(false);
    stage->crashed = plugin->second.crashed;
    guarded(*stage, diagnostics, [&] {
      const unsigned n_threads = shared.pool->n_threads();
      stage->analysis =
          stage->isolated
              ? isolated_analysis(plugin->second, {&pipeline, &spec, n_threads, shared.observer})
              : plugin->second.make_analysis();
      stage->analysis->declare(stage->parameters);
    });
    // What a stage that crashed takes and makes is not known.
    if (!stage->crashed) {
      bind_parameters(spec, stage->parameters, diagnostics);
      resolve_named_files(stage->parameters, folder_of(pipeline.file));
    }
    stages.push_back(std::move(stage));
  }
  return stages;
}

// Resolves "stage.product" into the index of the stage.
void add_need(PlannedStage& stage, const Parameter& parameter, const Stages& stages,
              Diagnostics& diagnostics) {
  const auto product = std::get<std::string>(stage.parameters.get(parameter.name));
  if (product.empty()) return;
  const Position position = position_of(*stage.spec, parameter.name);
  const std::string who = "stage '" + stage.spec->id + "': parameter '" + parameter.name + "': ";
  const std::size_t dot = product.rfind('.');
  std::vector<std::string> known;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    // What it would have produced is not known: whoever names it fails with it.
    if (stages[i]->crashed && product.starts_with(stages[i]->spec->id + ".")) {
      stage.needs.push_back(i);
      return;
    }
    for (const Product& made : stages[i]->parameters.products()) {
      const std::string name = stages[i]->spec->id + "." + made.name;
      known.push_back(name);
      if (dot == std::string::npos || name != product) continue;
      stage.needs.push_back(i);
      const bool both_have_split = stage.parameters.find("split") != nullptr &&
                                   stages[i]->parameters.find("split") != nullptr;
      if (both_have_split && stage.parameters.get("split") != stages[i]->parameters.get("split")) {
        diagnostics.error(position, who + "'" + product + "' are items of split '" +
                                        std::get<std::string>(stages[i]->parameters.get("split")) +
                                        "', this stage looks at split '" +
                                        std::get<std::string>(stage.parameters.get("split")) + "'");
      }
      return;
    }
  }
  diagnostics.error(position, who + "no stage produces '" + product + "'" +
                                  suggestion(product, known, "products"));
}

// Depth first, in file order, so that stages without needs keep the order of the file.
class Ordering {
 public:
  Ordering(Stages stages, Diagnostics& diagnostics)
      : stages_(std::move(stages)),
        state_(stages_.size(), State::unseen),
        diagnostics_(diagnostics) {}

  Stages ordered() {
    for (std::size_t i = 0; i < stages_.size(); ++i) visit(i);
    std::vector<std::size_t> place(stages_.size(), 0);
    for (std::size_t k = 0; k < order_.size(); ++k) place[order_[k]] = k;
    Stages result;
    for (const std::size_t i : order_) {
      for (std::size_t& need : stages_[i]->needs) need = place[need];
      result.push_back(std::move(stages_[i]));
    }
    return result;
  }

 private:
  enum class State { unseen, entered, placed };
  void visit(std::size_t i) {
    if (state_[i] == State::placed) return;
    if (state_[i] == State::entered) {
      diagnostics_.error(stages_[i]->spec->position,
                         "stage '" + stages_[i]->spec->id +
                             "' needs, by way of other stages, its own products; break the circle");
      return;
    }
    state_[i] = State::entered;
    for (const std::size_t need : stages_[i]->needs) visit(need);
    state_[i] = State::placed;
    order_.push_back(i);
  }

  Stages stages_;
  std::vector<State> state_;
  std::vector<std::size_t> order_;
  Diagnostics& diagnostics_;
};

void check_requests(const PlannedStage& stage, const SharedContext& shared) {
  for (const Sweep& sweep : stage.sweeps) {
    shared.dataset->n_items(sweep.request.split);
    for (const std::string& layer : sweep.request.layers) shared.model->layer(layer);
  }
}

}  // namespace

PluginTable load_plugins(const Pipeline& pipeline, const std::vector<PluginFile>& available,
                         unsigned n_threads, const RunObserver& observer,
                         Diagnostics& diagnostics) {
  PluginTable plugins;
  std::vector<std::string> names;
  for (const PluginFile& file : available) names.push_back(file.name);
  for (const StageSpec& stage : pipeline.stages) {
    const auto file = std::ranges::find(available, stage.plugin, &PluginFile::name);
    if (file == available.end()) {
      diagnostics.error(stage.plugin_position, "unknown plugin '" + stage.plugin + "'" +
                                                   suggestion(stage.plugin, names, "plugins"));
    } else if (!stage.isolate.value_or(false)) {
      const auto known = plugins.find(stage.plugin);
      if (known == plugins.end() || known->second.record == nullptr) {
        plugins.insert_or_assign(stage.plugin, load_plugin(file->file));
      }
    } else if (plugins.count(stage.plugin) == 0) {
      plugins.emplace(stage.plugin,
                      probe_plugin(file->file, {&pipeline, &stage, n_threads, &observer}));
    }
  }
  return plugins;
}

void check_parameters(const Pipeline& pipeline, const PluginTable& plugins,
                      const SharedContext& shared, Diagnostics& diagnostics) {
  with_parameters(pipeline, plugins, shared, diagnostics);
}

Plan make_plan(const Pipeline& pipeline, const PluginTable& plugins, const SharedContext& shared,
               Diagnostics& diagnostics) {
  Stages stages = with_parameters(pipeline, plugins, shared, diagnostics);
  for (const auto& stage : stages) {
    stage->context = std::make_unique<StageContext>(shared, stage->spec->id);
  }
  for (const auto& stage : stages) {
    for (const Parameter& parameter : stage->parameters.all()) {
      if (parameter.kind == Kind::items) add_need(*stage, parameter, stages, diagnostics);
    }
  }
  if (!diagnostics.empty()) return {};
  Plan plan{Ordering(std::move(stages), diagnostics).ordered()};
  for (const auto& stage : plan.stages) {
    guarded(*stage, diagnostics, [&] {
      stage->sweeps = stage->analysis->prepare(*stage->context);
      check_requests(*stage, shared);
    });
  }
  return plan;
}

void refuse_crashed(const Plan& plan) {
  for (const auto& stage : plan.stages) {
    if (!stage->crashed) continue;
    throw PluginRefused(stage->plugin->file,
                        "stage '" + stage->spec->id + "': " + stage->crashed->what());
  }
}

}  // namespace lucarne
