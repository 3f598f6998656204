// SPDX-License-Identifier: MIT
#pragma once

#include "data/dataset_spec.hpp"
#include "network/training.hpp"
#include "pipeline/pipeline.hpp"

#include <lucarne/parameters.hpp>

#include <string>
#include <vector>

namespace lucarne {

// The keys of a pipeline that hold plain values, declared as an analysis declares its parameters:
// reading, the resolved pipeline, the schema and the reference all come from these declarations.

/// Keys at the top of a pipeline.
struct PipelineSettings {
  std::string name;  ///< empty: the file's stem
  arma::uword seed = 0;
  std::string language = "en";
  arma::uword block_size = 512;

  PipelineSettings() = default;
  explicit PipelineSettings(const Pipeline& pipeline);
  void declare(Parameters& parameters);
  void apply(Pipeline& pipeline) const;
};

/// Keys of `data:` other than the splits.
struct DataSettings {
  std::string format;
  arma::uword validation = 0;
  double scale = 1;
  std::vector<std::int64_t> shape;
  std::vector<std::string> classes;
  std::string items;
  std::string labels;
  std::string label_column;

  explicit DataSettings(const DatasetSpec& spec);
  void declare(Parameters& parameters);
  void apply(DatasetSpec& spec) const;
};

/// Keys of `model.train:`.
struct TrainingSettings {
  std::vector<std::int64_t> hidden;
  std::string optimizer;
  double learning_rate = 0;
  double momentum = 0;
  arma::uword epochs = 0;
  arma::uword batch_size = 0;
  double averaged_tail = 0;

  explicit TrainingSettings(const TrainingSpec& spec);
  void declare(Parameters& parameters);
  void apply(TrainingSpec& spec) const;
};

/// Keys of a stage's `limits:`.
struct LimitSettings {
  double seconds = 3600;
  std::string memory;  ///< "2GiB"; empty: as much as the machine has

  LimitSettings() = default;
  explicit LimitSettings(const StageLimits& limits);
  void declare(Parameters& parameters);
  /// requires: `memory` is empty or a size in bytes
  StageLimits limits() const;
};

/// "idx", "npy", "npz", "csv", in the order of DataFormat.
const std::vector<std::string>& format_names();

/// Keys of a split (`train:`, `test:`) in a format: images and labels, or file.
const std::vector<std::string>& split_keys(DataFormat format);

/// The format that alone uses `key` of `data:`, or nothing where every format does.
std::optional<DataFormat> format_of_key(const std::string& key);

}  // namespace lucarne
