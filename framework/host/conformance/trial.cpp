// SPDX-License-Identifier: MIT
#include "host/conformance/trial.hpp"

#include "host/environment.hpp"
#include "network/perceptron.hpp"

#include <set>

namespace lucarne::conformance {
namespace {

constexpr std::uint64_t seed = 42;
constexpr arma::uword most_items = 1200;  // of a split that a pipeline gives

// Items for parameters that name another stage's product; present in every split but the smallest.
const arma::uvec named_items{0, 3, 5, 8, 13, 21, 34, 55, 89};

}  // namespace

Bench::Bench(const Model& its_model, const TrialDataset& its_dataset, unsigned n_threads)
    : model(its_model), dataset(its_dataset), pool(n_threads) {
  shared = {&model, &dataset, &pool, &observer, seed, {}};
}

Trial::Trial(TrialOptions options, std::function<void(const std::string&)> step)
    : options_(std::move(options)), step_(std::move(step)) {
  use_one_blas_thread();
  step_("loading the library");
  plugin_ = load_plugin(options_.plugin);
  if (options_.pipeline) {
    step_("opening the pipeline's network and data");
    JobOptions job;
    job.pipeline = *options_.pipeline;
    job.plugin_folders = options_.plugin_folders;
    job_ = std::make_unique<Job>(job, job_observer_);
    for (const std::string& split : job_->dataset().splits()) job_->dataset().wait(split);
    model_ = &job_->network();
    dataset_ = std::make_unique<TrialDataset>(job_->dataset(), most_items);
    return;
  }
  const Random random(seed, "conformance");
  dataset_ = std::make_unique<TrialDataset>(TrialDataset::made(random));
  made_ = make_network(he_initialised(n_elements(dataset_->item_shape()), {64, 32},
                                      dataset_->class_names().size(), random));
  model_ = made_.get();
}

Instance Trial::declared() const {
  Instance instance;
  step_("making an analysis");
  instance.analysis = plugin_.make_analysis();
  step_("declare");
  instance.analysis->declare(instance.parameters);
  // As a stage's `with:`, so that values mean and messages say what they do in a pipeline.
  Diagnostics diagnostics;
  YamlNode root;
  for (const std::string& setting : options_.settings) {
    override_value(root, "with." + setting, diagnostics);
  }
  StageSpec spec;
  spec.id = spec.plugin = plugin_.name;
  if (const YamlNode* with = root.find("with"); with != nullptr) spec.with = *with;
  bind_parameters(spec, instance.parameters, diagnostics);
  if (!diagnostics.empty()) throw SettingRefused(diagnostics.all().front().message);
  return instance;
}

void Trial::prepare(Instance& instance, Bench& bench) const {
  for (const Parameter& parameter : instance.parameters.all()) {
    if (parameter.kind != Kind::items) continue;
    const auto name = std::get<std::string>(instance.parameters.get(parameter.name));
    if (!name.empty()) bench.shared.products[name] = named_items;
  }
  instance.context = std::make_unique<StageContext>(bench.shared, plugin_.name);
  step_("prepare");
  instance.sweeps = instance.analysis->prepare(*instance.context);
}

Instance Trial::prepared(Bench& bench) const {
  Instance instance = declared();
  prepare(instance, bench);
  return instance;
}

States Trial::swept(const Instance& instance, Bench& bench, arma::uword block_size) const {
  States states(instance.sweeps.size());
  std::set<std::string> splits;
  for (const Sweep& sweep : instance.sweeps) splits.insert(sweep.request.split);
  for (const std::string& split : splits) {
    std::vector<const Sweep*> sweeps;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < instance.sweeps.size(); ++i) {
      if (instance.sweeps[i].request.split != split) continue;
      sweeps.push_back(&instance.sweeps[i]);
      places.push_back(i);
    }
    step_("the sweep over split '" + split + "'");
    std::vector<SweepOutcome> outcomes = sweep_split(split, sweeps, bench.model, bench.dataset,
                                                     block_size, bench.pool, bench.observer);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (!outcomes[i].error.empty()) throw Error(outcomes[i].error);
      states[places[i]] = std::move(outcomes[i].state);
    }
  }
  return states;
}

Results Trial::run(const Instance& instance, States states) const {
  const Folded folded(std::move(states));
  Results results;
  step_("run");
  instance.analysis->run(*instance.context, folded, results);
  return results;
}

Results Trial::results(Bench& bench, arma::uword block_size) const {
  const Instance instance = prepared(bench);
  return run(instance, swept(instance, bench, block_size));
}

}  // namespace lucarne::conformance
