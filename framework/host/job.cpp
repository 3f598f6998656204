// SPDX-License-Identifier: MIT
#include "host/job.hpp"

#include "data/data_error.hpp"
#include "data/images/picture_list.hpp"
#include "host/block_size.hpp"
#include "host/cache_folder.hpp"
#include "host/environment.hpp"
#include "host/input_files.hpp"
#include "host/isolation.hpp"
#include "host/prepared_model.hpp"
#include "output/drawing_pool.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lucarne {
namespace {

std::vector<std::string> numbered_classes(arma::uword count) {
  std::vector<std::string> names;
  for (arma::uword k = 0; k < count; ++k) names.push_back(std::to_string(k));
  return names;
}

// Pictures bring the names of their classes, unless a list has numbers.
bool names_its_classes(const DatasetSpec& data) {
  return data.format == DataFormat::images && !picture_class_names(data).empty();
}

}  // namespace

Job::Job(const JobOptions& options, RunObserver& observer)
    : observer_(observer), pool_(options.n_threads), cache_options_(options.cache) {
  use_one_blas_thread();
  Diagnostics diagnostics(options.pipeline);
  YamlNode root = read_yaml(options.pipeline, diagnostics);
  for (const std::string& assignment : options.overrides) {
    override_value(root, assignment, diagnostics);
  }
  pipeline_ = parse_pipeline(root, options.pipeline, diagnostics);
  const std::vector<PluginFile> available = find_plugins(plugin_folders(options.plugin_folders));
  if (options.before_plugins) {
    diagnostics.throw_if_any();
    options.before_plugins(pipeline_, available);
  }
  decide_isolation(pipeline_, available, options.isolate);
  plugins_ = load_plugins(pipeline_, available, pool_.n_threads(), observer_, diagnostics);
  // A pipeline that is wrong in itself may still have stages whose parameters can be checked, but
  // data and network are opened only where their sections are right.
  if (diagnostics.empty()) open_data_and_network(diagnostics);
  shared_ = {network_.get(), dataset_.get(), &pool_, &observer_, pipeline_.seed, {}};
  if (network_ && dataset_) {
    plan_ = make_plan(pipeline_, plugins_, shared_, diagnostics);
  } else {
    check_parameters(pipeline_, plugins_, shared_, diagnostics);
  }
  diagnostics.throw_if_any();
  if (!options.baseline.empty()) baseline_ = read_run(options.baseline);
}

Job::~Job() = default;

DrawingPool& Job::drawing() {
  if (!drawing_) drawing_ = std::make_unique<DrawingPool>(pool_.n_threads());
  return *drawing_;
}

StageCache* Job::cache() {
  if (cache_options_.use && !cache_) {
    cache_ = open_cache(cache_options_, observer_);
    // Once told that there is none is enough.
    cache_options_.use = cache_ != nullptr;
  }
  return cache_.get();
}

// The network's file wins, or an edit of the pipeline would throw hours of training away; but
// nobody should take its results for those of the edited training.
void Job::warn_of_other_training() {
  const auto record = network_->metadata().find("lucarne.training");
  if (!pipeline_.model.training || record == network_->metadata().end()) return;
  const std::vector<std::string> differences =
      training_differences(record->second, *pipeline_.model.training, pipeline_.seed);
  if (differences.empty()) return;
  observer_.warning("",
                    fmt::format("'{}' was trained with {}; it is used as it is: remove the file "
                                "to train again, or name another one in model.file",
                                pipeline_.model.file.string(), fmt::join(differences, "; ")));
}

void Job::open_data_and_network(Diagnostics& diagnostics) {
  must_train_ = !std::filesystem::exists(pipeline_.model.file);
  if (!must_train_) {
    network_ = load_network(pipeline_.model.file);
    warn_of_other_training();
  }
  // Labels are checked against the classes that the network has, not against those that happen to
  // occur.
  if (network_ && pipeline_.data.class_names.empty() && !names_its_classes(pipeline_.data)) {
    pipeline_.data.class_names = numbered_classes(network_->n_classes());
  }
  order_inputs(pipeline_, network_.get(), diagnostics);
  if (!diagnostics.empty()) return;
  dataset_ = std::make_unique<LoadedDataset>(pipeline_.data);
  if (must_train_) network_ = untrained_network(pipeline_, *dataset_);
  if (pipeline_.block_size == 0) pipeline_.block_size = block_size_for(*network_);
  check_fit(pipeline_, *network_, *dataset_, diagnostics);
  check_input_shapes(pipeline_, *network_, *dataset_, diagnostics);
}

void Job::train_if_needed() {
  if (!must_train_) return;
  dataset_->begin();
  std::unique_ptr<Network> trained =
      train_network(pipeline_, *dataset_, pool_.n_threads(), observer_);
  // The old plan's analyses may hold references into the untrained network.
  plan_ = {};
  network_ = std::move(trained);
  must_train_ = false;
  shared_.model = network_.get();
  Diagnostics diagnostics(pipeline_.file);
  plan_ = make_plan(pipeline_, plugins_, shared_, diagnostics);
  diagnostics.throw_if_any();
}

}  // namespace lucarne
