// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/analysis.hpp>
#include <lucarne/error.hpp>

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// A Context without a host: one thread, warnings kept.
class TestContext final : public lucarne::Context {
 public:
  TestContext(const lucarne::Model& model, const lucarne::Dataset& dataset, std::uint64_t seed = 42,
              const std::string& stage = "stage")
      : model_(model), dataset_(dataset), random_(seed, stage) {}

  const lucarne::Model& model() const override { return model_; }
  const lucarne::Dataset& dataset() const override { return dataset_; }
  const lucarne::Random& random() const override { return random_; }
  void parallel_for(arma::uword count,
                    const std::function<void(arma::uword)>& task) const override {
    for (arma::uword i = 0; i < count; ++i) task(i);
  }
  const arma::uvec& items(const lucarne::ItemsFrom& from) const override {
    const auto found = products.find(from.product);
    if (found == products.end()) throw lucarne::Error("no product '" + from.product + "'");
    return found->second;
  }
  void progress(double) const override {}
  void warn(const std::string& message) const override { warnings.push_back(message); }
  void stop_if_cancelled() const override {
    if (cancelled()) throw lucarne::Cancelled();
  }
  bool cancelled() const override { return asked_++ >= patience; }

  std::map<std::string, arma::uvec> products;
  mutable std::vector<std::string> warnings;
  /// After so many questions whether to stop, the answer is yes.
  std::uint64_t patience = std::numeric_limits<std::uint64_t>::max();

 private:
  mutable std::uint64_t asked_ = 0;
  const lucarne::Model& model_;
  const lucarne::Dataset& dataset_;
  lucarne::Random random_;
};

/// Folds one sweep over its split in blocks of `block_size`, merging from left to right.
inline std::unique_ptr<lucarne::FoldState> fold_sweep(const lucarne::Sweep& sweep,
                                                      const TestContext& context,
                                                      arma::uword block_size) {
  const lucarne::Model& model = context.model();
  const lucarne::Dataset& dataset = context.dataset();
  const lucarne::Request& request = sweep.request;
  const arma::uword n = dataset.n_items(request.split);
  std::unique_ptr<lucarne::FoldState> total = sweep.start();
  const std::unique_ptr<lucarne::Pass> pass = model.start_pass();
  for (arma::uword number = 0, first = 0; first < n; ++number, first += block_size) {
    const arma::uword count = std::min(block_size, n - first);
    arma::fmat inputs;
    dataset.read(request.split, first, count, inputs);
    const arma::uvec labels = dataset.labels(request.split).subvec(first, first + count - 1);
    pass->forward(inputs);
    const arma::fmat logits = pass->tensor(model.logits());
    const arma::fmat probabilities = lucarne::softmax(logits);
    const arma::uvec predicted = lucarne::predicted_classes(logits);
    lucarne::Block block{number, first, inputs, labels, logits, probabilities, predicted, {}, {}};
    for (const std::string& layer : request.layers) block.layers[layer] = &pass->tensor(layer);
    std::map<lucarne::GradientRequest, arma::fmat> gradients;
    for (const lucarne::GradientRequest& wanted : request.gradients) {
      arma::uvec classes = wanted.target == lucarne::Target::truth ? labels : predicted;
      if (wanted.target == lucarne::Target::fixed) classes.fill(wanted.fixed_class);
      gradients[wanted] = pass->gradient(
          model.logits(), lucarne::one_hot(classes, model.n_classes()), model.input_name());
      block.gradients[wanted] = &gradients[wanted];
    }
    const std::unique_ptr<lucarne::FoldState> state = sweep.start();
    state->consume(block);
    total->merge(*state);
  }
  return total;
}

/// What the host does with one stage: declare, set, prepare, sweep, run.
inline lucarne::Results analyse(lucarne::Analysis& analysis, const TestContext& context,
                                const std::map<std::string, lucarne::Value>& settings = {},
                                arma::uword block_size = 512) {
  lucarne::Parameters parameters;
  analysis.declare(parameters);
  for (const auto& [name, value] : settings) parameters.set(name, value);
  std::vector<std::unique_ptr<lucarne::FoldState>> states;
  for (const lucarne::Sweep& sweep : analysis.prepare(context)) {
    states.push_back(fold_sweep(sweep, context, block_size));
  }
  lucarne::Results results;
  const lucarne::Folded folded(std::move(states));
  analysis.run(context, folded, results);
  return results;
}

/// A scalar of the results; throws where there is none.
inline double scalar(const lucarne::Results& results, const std::string& name) {
  for (const lucarne::Scalar& one : results.scalars()) {
    if (one.name == name) return one.value;
  }
  throw lucarne::Error("no scalar '" + name + "'");
}
