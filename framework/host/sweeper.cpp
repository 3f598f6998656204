// SPDX-License-Identifier: MIT
#include "host/sweeper.hpp"

#include "host/merge_tree.hpp"
#include "network/network.hpp"

#include <atomic>
#include <deque>
#include <mutex>
#include <new>
#include <set>

namespace lucarne {
namespace {

// What all analyses of the sweep want, each thing once.
struct Union {
  std::set<std::string> layers;
  std::set<GradientRequest> gradients;
};

Union united(const std::vector<const Sweep*>& sweeps) {
  Union all;
  for (const Sweep* sweep : sweeps) {
    all.layers.insert(sweep->request.layers.begin(), sweep->request.layers.end());
    all.gradients.insert(sweep->request.gradients.begin(), sweep->request.gradients.end());
  }
  return all;
}

// Passes are reused: their buffers are worth keeping, and a pass serves one thread at a time.
class PassShelf {
 public:
  PassShelf(const Model& model, const Union& wanted) : model_(model) {
    kept_.assign(wanted.layers.begin(), wanted.layers.end());
    kept_.push_back(model.logits());
    if (!model.probabilities().empty()) kept_.push_back(model.probabilities());
    // Gradients take every tensor. Sharing memory is our networks' own, no part of the SDK.
    if (wanted.gradients.empty()) network_ = dynamic_cast<const Network*>(&model);
  }
  std::unique_ptr<Pass> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
      return network_ == nullptr ? model_.start_pass() : network_->start_forward_pass(kept_);
    }
    std::unique_ptr<Pass> pass = std::move(free_.back());
    free_.pop_back();
    return pass;
  }
  void give_back(std::unique_ptr<Pass> pass) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(pass));
  }

 private:
  const Model& model_;
  const Network* network_ = nullptr;  // where its passes keep only what is wanted
  std::vector<std::string> kept_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Pass>> free_;
};

arma::uvec explained_classes(const GradientRequest& request, const arma::uvec& labels,
                             const arma::uvec& predicted) {
  switch (request.target) {
    case Target::predicted: return predicted;
    case Target::truth: return labels;
    case Target::fixed: break;
  }
  arma::uvec classes(labels.n_elem);
  classes.fill(request.fixed_class);
  return classes;
}

// One analysis in the sweep: its tree, and the first error that it threw.
struct Folding {
  Folding(const Sweep& its_sweep, arma::uword n_blocks) : sweep(its_sweep), tree(n_blocks) {}
  const Sweep& sweep;
  MergeTree tree;
  std::atomic<bool> failed{false};
  std::atomic<bool> out_of_memory{false};
  std::mutex mutex;
  std::string error;

  void consume(const Block& block) {
    if (failed) return;
    try {
      std::unique_ptr<FoldState> state = sweep.start();
      state->consume(block);
      tree.add(block.number, std::move(state));
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
      fail(block, "not enough memory: lower 'block_size' or ask for fewer layers");
    } catch (const std::exception& exception) {
      fail(block, exception.what());
    } catch (...) {
      fail(block, "an exception that is no std::exception");
    }
  }
  void fail(const Block& block, const std::string& what) {
    const std::lock_guard lock(mutex);
    if (failed.exchange(true)) return;
    error = what + " (while consuming block " + std::to_string(block.number) + ", items " +
            std::to_string(block.first) + " to " + std::to_string(block.first + block.size() - 1) +
            " of split '" + sweep.request.split + "')";
  }
};

void run_block(const Model& model, Pass& pass, const arma::fmat& inputs, const arma::uvec& labels,
               arma::uword number, arma::uword first, const Union& wanted,
               std::deque<Folding>& foldings) {
  pass.forward(inputs);
  const arma::fmat& logits = pass.tensor(model.logits());
  const bool has_softmax = !model.probabilities().empty();
  const arma::fmat computed = has_softmax ? arma::fmat() : softmax(logits);
  const arma::fmat& probabilities = has_softmax ? pass.tensor(model.probabilities()) : computed;
  const arma::uvec predicted = predicted_classes(logits);
  Block block{number, first, inputs, labels, logits, probabilities, predicted, {}, {}};
  for (const std::string& layer : wanted.layers) block.layers[layer] = &pass.tensor(layer);
  std::map<GradientRequest, arma::fmat> gradients;
  for (const GradientRequest& request : wanted.gradients) {
    const arma::fmat seed =
        one_hot(explained_classes(request, labels, predicted), model.n_classes());
    arma::fmat& gradient = gradients[request];
    gradient = pass.gradient(model.logits(), seed, model.input_name());
    block.gradients[request] = &gradient;
  }
  for (Folding& folding : foldings) folding.consume(block);
}

}  // namespace

std::vector<SweepOutcome> sweep_split(const std::string& split,
                                      const std::vector<const Sweep*>& sweeps, const Model& model,
                                      const Dataset& dataset, arma::uword block_size,
                                      WorkerPool& pool, RunObserver& observer) {
  const arma::uword n_items = dataset.n_items(split);
  const arma::uvec& labels = dataset.labels(split);
  const arma::uword n_blocks = (n_items + block_size - 1) / block_size;
  const Union wanted = united(sweeps);
  std::deque<Folding> foldings;
  for (const Sweep* sweep : sweeps) foldings.emplace_back(*sweep, n_blocks);

  PassShelf passes(model, wanted);
  std::atomic<arma::uword> n_done{0};
  pool.parallel_for(n_blocks, [&](arma::uword number) {
    if (observer.cancelled()) throw Cancelled();
    const arma::uword first = number * block_size;
    const arma::uword count = std::min(block_size, n_items - first);
    arma::fmat inputs;
    dataset.read(split, first, count, inputs);
    std::unique_ptr<Pass> pass = passes.take();
    observer.block_begins(number);
    run_block(model, *pass, inputs, labels.subvec(first, first + count - 1), number, first, wanted,
              foldings);
    observer.block_ends();
    passes.give_back(std::move(pass));
    const double share = static_cast<double>(++n_done) / static_cast<double>(n_blocks);
    observer.progress("sweep over " + split, share);
  });

  std::vector<SweepOutcome> outcomes;
  for (Folding& folding : foldings) {
    SweepOutcome outcome;
    outcome.error = folding.error;
    outcome.out_of_memory = folding.out_of_memory;
    if (!folding.failed) outcome.state = folding.tree.result();
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace lucarne
