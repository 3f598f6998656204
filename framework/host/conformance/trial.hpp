// SPDX-License-Identifier: MIT
#pragma once

#include "host/conformance/trial_dataset.hpp"
#include "host/job.hpp"
#include "host/plugin.hpp"
#include "host/sweeper.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lucarne::conformance {

/// A setting of the command line that the plugin does not take.
class SettingRefused : public Error {
 public:
  using Error::Error;
};

/// What is tried, and on what.
struct TrialOptions {
  std::filesystem::path plugin;
  std::vector<std::string> settings;              ///< "samples=5", as --set gives them
  std::optional<std::filesystem::path> pipeline;  ///< whose network and data are taken
  std::vector<std::string> plugin_folders;        ///< where that pipeline's plugins lie
  double tolerance = 1e-6;                        ///< relative, where order may round
};

/// Counts how often it is asked whether to stop, and says yes from one time on.
class TrialObserver final : public RunObserver {
 public:
  void line(const std::string&) override {}
  void warning(const std::string&, const std::string&) override {}
  void progress(const std::string&, double) override {}
  void training(const TrainingProgress&) override {}
  bool cancelled() const override { return asked_++ >= patience; }

  std::uint64_t asked() const { return asked_; }
  /// How often the answer is no.
  std::uint64_t patience = ~std::uint64_t{0};

 private:
  mutable std::atomic<std::uint64_t> asked_{0};
};

/// Network, data and threads that one evaluation sees.
struct Bench {
  Bench(const Model& its_model, const TrialDataset& its_dataset, unsigned n_threads = 1);

  const Model& model;
  const TrialDataset& dataset;
  TrialObserver observer;
  WorkerPool pool;
  SharedContext shared;
};

/// One object of the analysis, declared, set and prepared as the host does it for a stage.
struct Instance {
  AnalysisPtr analysis;
  Parameters parameters;
  std::unique_ptr<StageContext> context;
  std::vector<Sweep> sweeps;
};

using States = std::vector<std::unique_ptr<FoldState>>;  ///< one per sweep

/// The plugin with its settings, and the network and data that it is tried on.
class Trial {
 public:
  /// `step` is told what is done next, so that a crash can be placed.
  /// throws: PluginRefused; PipelineError and DataError of the pipeline that data come from
  Trial(TrialOptions options, std::function<void(const std::string&)> step);

  const TrialOptions& options() const { return options_; }
  const Plugin& plugin() const { return plugin_; }
  const Model& model() const { return *model_; }
  const TrialDataset& dataset() const { return *dataset_; }
  void step(const std::string& what) const { step_(what); }

  /// declare, and the settings of the command line.
  /// throws: SettingRefused
  Instance declared() const;
  /// declared(), then prepare.
  Instance prepared(Bench& bench) const;
  void prepare(Instance& instance, Bench& bench) const;
  /// The states that the host's own sweep gives, over blocks of this size.
  /// throws: Error with what the analysis threw; Cancelled
  States swept(const Instance& instance, Bench& bench, arma::uword block_size) const;
  Results run(const Instance& instance, States states) const;
  /// The whole way, as the host goes it.
  Results results(Bench& bench, arma::uword block_size = 128) const;

 private:
  TrialOptions options_;
  std::function<void(const std::string&)> step_;
  Plugin plugin_;
  std::unique_ptr<Job> job_;  // keeps its network where the pipeline gives one
  TrialObserver job_observer_;
  std::unique_ptr<Network> made_;
  const Model* model_ = nullptr;
  std::unique_ptr<TrialDataset> dataset_;
};

}  // namespace lucarne::conformance
