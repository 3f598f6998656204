// SPDX-License-Identifier: MIT
#pragma once

#include "data/loaded_dataset.hpp"
#include "host/cache_options.hpp"
#include "host/file_digests.hpp"
#include "host/plan.hpp"
#include "network/network.hpp"
#include "output/run_reader.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

class DrawingPool;
class StageCache;

/// What the command line says about a pipeline.
struct JobOptions {
  std::filesystem::path pipeline;
  std::vector<std::string> overrides;       ///< of --set
  std::vector<std::string> plugin_folders;  ///< of --plugin-dir
  unsigned n_threads = 1;
  bool isolate = false;              ///< every stage in a process of its own
  std::filesystem::path baseline{};  ///< of --baseline: a run's folder; empty: none
  CacheOptions cache;
  /// Called before any plugin is loaded, with the pipeline (which is valid in itself) and the
  /// plugin files found; throws where they must not be used. Empty: all may.
  std::function<void(const Pipeline&, const std::vector<PluginFile>&)> before_plugins{};
};

/// A pipeline that was read, checked against its plugins, network and data, and planned.
class Job {
 public:
  ~Job();

  /// Does everything that can be done before anything is computed.
  /// throws: PipelineError with every problem found, PluginRefused, DataError, Error
  Job(const JobOptions& options, RunObserver& observer);

  /// Trains the network where its file does not exist, and plans again with the trained one.
  void train_if_needed();

  const Pipeline& pipeline() const { return pipeline_; }
  const PluginTable& plugins() const { return plugins_; }
  const LoadedDataset& dataset() const { return *dataset_; }
  const Network& network() const { return *network_; }
  bool must_train() const { return must_train_; }
  /// The run that gates compare with; null where none was named.
  const StoredRun* baseline() const { return baseline_ ? &*baseline_ : nullptr; }
  Plan& plan() { return plan_; }
  SharedContext& shared() { return shared_; }
  WorkerPool& pool() { return pool_; }
  FileDigests& digests() { return digests_; }

  /// What draws the figures, made at the first call. Starting gnuplot takes as long as a small
  /// run: call early.
  DrawingPool& drawing();

  /// Opened at the first call; null where there is none.
  StageCache* cache();

 private:
  void warn_of_other_training();
  void open_data_and_network(Diagnostics& diagnostics);

  RunObserver& observer_;
  WorkerPool pool_;
  Pipeline pipeline_;
  PluginTable plugins_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<LoadedDataset> dataset_;
  bool must_train_ = false;
  std::optional<StoredRun> baseline_;
  FileDigests digests_;
  CacheOptions cache_options_;
  std::unique_ptr<StageCache> cache_;
  std::unique_ptr<DrawingPool> drawing_;
  SharedContext shared_;
  Plan plan_;
};

}  // namespace lucarne
