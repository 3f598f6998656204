// SPDX-License-Identifier: MIT
#pragma once

#include "host/conformance/trial.hpp"

#include <deque>

namespace lucarne::conformance {

/// One sweep's data, passed through the network once as a whole and then cut into blocks of any
/// size: every item has the same numbers however the blocks are cut, so what differs afterwards is
/// the fold's doing.
class BlockFeed {
 public:
  BlockFeed(const Sweep& sweep, const Model& model, const Dataset& dataset);

  arma::uword n_items() const { return labels_.n_elem; }
  /// A fresh state that consumed items `first` to `first + count - 1` as block `number`.
  std::unique_ptr<FoldState> consumed(arma::uword number, arma::uword first,
                                      arma::uword count) const;
  /// The state of all items, in blocks of `block_size` merged in the host's tree.
  std::unique_ptr<FoldState> folded(arma::uword block_size) const;

 private:
  const Sweep& sweep_;
  arma::fmat inputs_, logits_, probabilities_;
  arma::uvec labels_, predicted_;
  std::map<std::string, arma::fmat> layers_;
  std::map<GradientRequest, arma::fmat> gradients_;
};

/// The feeds of all sweeps of an instance.
std::deque<BlockFeed> feeds_of(const Instance& instance, const Bench& bench);

/// The states of all sweeps, by BlockFeed::folded.
States folded(const std::deque<BlockFeed>& feeds, arma::uword block_size);

}  // namespace lucarne::conformance
