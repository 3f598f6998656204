// SPDX-License-Identifier: MIT
#include "host/conformance/block_feed.hpp"

#include "host/merge_tree.hpp"

namespace lucarne::conformance {

BlockFeed::BlockFeed(const Sweep& sweep, const Model& model, const Dataset& dataset)
    : sweep_(sweep), labels_(dataset.labels(sweep.request.split)) {
  dataset.read(sweep.request.split, 0, labels_.n_elem, inputs_);
  const std::unique_ptr<Pass> pass = model.start_pass();
  pass->forward(inputs_);
  logits_ = pass->tensor(model.logits());
  probabilities_ = softmax(logits_);
  predicted_ = predicted_classes(logits_);
  for (const std::string& layer : sweep.request.layers) layers_[layer] = pass->tensor(layer);
  for (const GradientRequest& wanted : sweep.request.gradients) {
    arma::uvec classes = wanted.target == Target::truth ? labels_ : predicted_;
    if (wanted.target == Target::fixed) classes.fill(wanted.fixed_class);
    gradients_[wanted] =
        pass->gradient(model.logits(), one_hot(classes, model.n_classes()), model.input_name());
  }
}

std::unique_ptr<FoldState> BlockFeed::consumed(arma::uword number, arma::uword first,
                                               arma::uword count) const {
  const arma::span items(first, first + count - 1);
  const arma::fmat inputs = inputs_.cols(items.a, items.b);
  const arma::fmat logits = logits_.cols(items.a, items.b);
  const arma::fmat probabilities = probabilities_.cols(items.a, items.b);
  const arma::uvec labels = labels_(items);
  const arma::uvec predicted = predicted_(items);
  Block block{number, first, inputs, labels, logits, probabilities, predicted, {}, {}};
  std::deque<arma::fmat> cut;
  for (const auto& [name, all] : layers_) {
    block.layers[name] = &cut.emplace_back(all.cols(items.a, items.b));
  }
  for (const auto& [wanted, all] : gradients_) {
    block.gradients[wanted] = &cut.emplace_back(all.cols(items.a, items.b));
  }
  std::unique_ptr<FoldState> state = sweep_.start();
  state->consume(block);
  return state;
}

std::unique_ptr<FoldState> BlockFeed::folded(arma::uword block_size) const {
  const arma::uword n_blocks = (n_items() + block_size - 1) / block_size;
  MergeTree tree(n_blocks);
  for (arma::uword number = 0; number < n_blocks; ++number) {
    const arma::uword first = number * block_size;
    tree.add(number, consumed(number, first, std::min(block_size, n_items() - first)));
  }
  return tree.result();
}

std::deque<BlockFeed> feeds_of(const Instance& instance, const Bench& bench) {
  std::deque<BlockFeed> feeds;
  for (const Sweep& sweep : instance.sweeps) feeds.emplace_back(sweep, bench.model, bench.dataset);
  return feeds;
}

States folded(const std::deque<BlockFeed>& feeds, arma::uword block_size) {
  States states;
  for (const BlockFeed& feed : feeds) states.push_back(feed.folded(block_size));
  return states;
}

}  // namespace lucarne::conformance
