// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>
#include <lucarne/random.hpp>

namespace lucarne {

/// Fold state: a uniform sample of k items, without replacement, and on request their columns.
/// Every item has a random priority keyed by (seed, stage, item); the k smallest are kept. So the
/// sample is the same whatever the order of items, blocks and merges, and needs no count
/// beforehand. source: bottom-k sampling, Cohen, Kaplan 2007, "Summarizing data using bottom-k
/// sketches"
class LUCARNE_API Reservoir {
 public:
  Reservoir() = default;
  /// `random` is Context::random(); `draw` tells several samples of one stage apart.
  Reservoir(const Random& random, arma::uword k, std::uint64_t draw = 0);

  /// Items `first` to `first` + `count` - 1, indices only.
  /// requires: each item is added once
  void add(arma::uword first, arma::uword count);
  /// The same with what is to be kept of each item. shape: features x items
  /// throws: Error where the number of features differs from that of an earlier call
  void add(arma::uword first, const arma::fmat& columns);
  /// throws: Error where k, the number of features or the random numbers differ
  void merge(const Reservoir& right);
  void archive(Archive& archive);

  arma::uword k() const { return k_; }
  /// Items added so far, kept or not.
  arma::uword n_seen() const { return n_seen_; }
  /// Indices of the sample, rising. shape: min(k, n_seen)
  arma::uvec items() const;
  /// Their columns, in the order of items(). shape: features x min(k, n_seen)
  arma::fmat columns() const;

 private:
  void keep(const arma::uvec& priorities, const arma::uvec& items, const arma::fmat& columns);

  Random random_{0, ""};
  std::uint64_t draw_ = 0;
  arma::uword k_ = 0;
  arma::uword n_seen_ = 0;
  arma::uvec priorities_;  ///< rising; equals by item
  arma::uvec items_;       ///< in the order of the priorities
  arma::fmat columns_;     ///< likewise; no rows where only indices are kept
};

}  // namespace lucarne
