// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/fold.hpp>

namespace lucarne::errors {

/// What the network says of every item of a split, in the split's order.
struct Predictions {
  arma::uvec labels;
  arma::uvec predicted;
  arma::fmat logits;  ///< classes x items

  arma::uword size() const { return labels.n_elem; }

  void consume(const Block& block);
  void merge(const Predictions& right);
  void archive(Archive& archive);
};

/// How many items of a split are right: all that is kept of a split that is not analysed.
struct HitCount {
  arma::uword items = 0;
  arma::uword hits = 0;

  /// range: [0, 1]; NaN without items
  double accuracy() const;

  void consume(const Block& block);
  void merge(const HitCount& right);
  void archive(Archive& archive);
};

HitCount count_hits(const arma::uvec& labels, const arma::uvec& predicted);

}  // namespace lucarne::errors
