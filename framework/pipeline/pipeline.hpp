// SPDX-License-Identifier: MIT
#pragma once

#include "data/dataset_spec.hpp"
#include "network/training.hpp"
#include "pipeline/gate.hpp"
#include "pipeline/parameter_sweep.hpp"
#include "pipeline/yaml_tree.hpp"

#include <lucarne/parameters.hpp>
#include <lucarne/text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// The `model:` section.
struct ModelSpec {
  std::filesystem::path file;
  std::optional<TrainingSpec> training;  ///< used where the file does not exist
  Position position;                     ///< of the file's name
};

/// What a stage's own process may take.
struct StageLimits {
  double seconds = 3600;           ///< wall time, from the start of its computation to its results
  std::uint64_t memory_bytes = 0;  ///< network and data included; 0: as much as the machine has
};

/// One entry of `stages:`. Its parameters stay YAML until the plugin has declared what it takes.
struct StageSpec {
  std::string id;  ///< [A-Za-z0-9_-]+, unique; default: the plugin's name
  std::string plugin;
  YamlNode with;  ///< a mapping, or null
  /// Whether it runs in a process of its own; not given: the host decides, and sets it.
  std::optional<bool> isolate{};
  std::optional<StageLimits> limits{};
  Position position;
  Position plugin_position;
};

/// A pipeline whose structure is valid; paths are made absolute against the file's folder.
struct Pipeline {
  std::filesystem::path file;
  std::string name;  ///< [A-Za-z0-9_-]+; default: the file's stem
  std::uint64_t seed = 0;
  Language language = Language::english;
  arma::uword block_size = 0;  ///< items in one block of a sweep; 0: chosen for the network
  DatasetSpec data;
  Position data_position;
  ModelSpec model;
  std::vector<StageSpec> stages;
  std::vector<Gate> gates;  ///< of `expect:`
  ParameterSweep sweep;     ///< of `sweep:`; no axes: there is none
};

/// Turns a tree into a pipeline; every problem found goes into `diagnostics`, with the nearest
/// known key where one is misspelt. Files named are checked for existence.
Pipeline parse_pipeline(const YamlNode& root, const std::filesystem::path& file,
                        Diagnostics& diagnostics);

/// Sets the declared parameters from a stage's `with:`; problems go into `diagnostics`. Positions
/// of the parameters set are kept, so that later errors can point at them.
void bind_parameters(const StageSpec& stage, Parameters& parameters, Diagnostics& diagnostics);

/// Where the stage sets `parameter`, or the stage itself where it does not.
Position position_of(const StageSpec& stage, const std::string& parameter);

/// The pipeline as YAML with every default written out, for the run's folder. Files are given
/// relative to `folder`. `parameters[i]` are those of stage i, set.
std::string resolved_yaml(const Pipeline& pipeline,
                          const std::vector<const Parameters*>& parameters,
                          const std::filesystem::path& folder);

/// What `schema` and `describe` know of a plugin.
struct PluginDescription {
  std::string name;
  std::string version;
  std::string summary;
  const Parameters* parameters;
};

/// JSON Schema, draft 7, of pipelines that use these plugins.
std::string json_schema(const std::vector<PluginDescription>& plugins);

/// The parameters of a plugin as a Markdown table: `describe`, and the pages in docs/.
std::string parameter_table(const Parameters& parameters);

}  // namespace lucarne
