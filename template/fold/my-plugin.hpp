#pragma once

#include <lucarne/plugin.hpp>

/// How many items each class has, and how many of them are predicted right. The host feeds a fresh
/// state with each block of the data and merges the states, on as many threads as there are.
struct Hits {
  arma::mat counts;  ///< 2 x classes: items, right predictions

  explicit Hits(arma::uword n_classes = 0) : counts(2, n_classes, arma::fill::zeros) {}

  /// Adds one block.
  void consume(const lucarne::Block& block) {
    for (arma::uword i = 0; i < block.size(); ++i) {
      const arma::uword truth = block.labels(i);
      counts(0, truth) += 1;
      if (block.predicted(i) == truth) counts(1, truth) += 1;
    }
  }
  /// Adds what a later run of blocks gave.
  void merge(const Hits& right) { counts += right.counts; }
  /// Names every member, so that a state can be saved and loaded.
  void archive(lucarne::Archive& archive) { archive(counts); }

  /// Share of right predictions of each class; 0 for a class without items.
  arma::vec shares() const {
    arma::vec shares(counts.n_cols, arma::fill::zeros);
    for (arma::uword k = 0; k < counts.n_cols; ++k) {
      if (counts(0, k) > 0) shares(k) = counts(1, k) / counts(0, k);
    }
    return shares;
  }
};
