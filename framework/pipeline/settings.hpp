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
  arma::uword block_size = 0;

  PipelineSettings() = default;
  explicit PipelineSettings(const Pipeline& pipeline);
  void declare(Parameters& parameters);
  void apply(Pipeline& pipeline) const;
};

/// Keys of `data:` other than the splits and `normalize:`.
struct DataSettings {
  std::string format;
  arma::uword validation = 0;
  double scale = 1;
  std::vector<std::int64_t> shape;
  std::vector<std::string> classes;
  std::string items;
  std::string labels;
  std::string label_column;
  std::vector<std::int64_t> resize;
  std::vector<std::int64_t> crop;
  std::string channels;
  std::string order;
  std::string orientation;

  explicit DataSettings(const DatasetSpec& spec);
  void declare(Parameters& parameters);
  void apply(DatasetSpec& spec) const;

 private:
  void declare_pictures(Parameters& parameters);
};

/// Keys of `data.normalize:`.
struct NormalisationSettings {
  std::vector<double> mean;
  std::vector<double> std;

  explicit NormalisationSettings(const NormalisationSpec& spec);
  void declare(Parameters& parameters);
  void apply(NormalisationSpec& spec) const;
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

/// "idx", "npy", "npz", "csv", "images", in the order of DataFormat.
const std::vector<std::string>& format_names();

/// Keys of a split (`train:`, `test:`) in a format: images and labels, or file, or folder and list.
const std::vector<std::string>& split_keys(DataFormat format);

/// Whether a split may have `inputs`, a file for each input of a network, in place of `images`.
bool takes_inputs(DataFormat format);

/// All that may stand in a split.
const std::vector<std::string>& allowed_split_keys(DataFormat format);

/// Those of split_keys() that must be given.
std::vector<std::string> required_split_keys(DataFormat format);

/// The format that alone uses `key` of `data:`, or nothing where every format does.
std::optional<DataFormat> format_of_key(const std::string& key);

}  // namespace lucarne
