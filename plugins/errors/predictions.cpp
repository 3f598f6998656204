// SPDX-License-Identifier: MIT
#include "errors/predictions.hpp"

namespace lucarne::errors {

void Predictions::consume(const Block& block) {
  merge(Predictions{block.labels, block.predicted, block.logits});
}

void Predictions::merge(const Predictions& right) {
  if (right.size() == 0) return;
  labels = arma::join_cols(labels, right.labels);
  predicted = arma::join_cols(predicted, right.predicted);
  logits = arma::join_rows(logits, right.logits);
}

void Predictions::archive(Archive& archive) { archive(labels, predicted, logits); }

double HitCount::accuracy() const {
  return items == 0 ? arma::datum::nan : static_cast<double>(hits) / static_cast<double>(items);
}

void HitCount::consume(const Block& block) { merge(count_hits(block.labels, block.predicted)); }

void HitCount::merge(const HitCount& right) {
  items += right.items;
  hits += right.hits;
}

void HitCount::archive(Archive& archive) { archive(items, hits); }

HitCount count_hits(const arma::uvec& labels, const arma::uvec& predicted) {
  return {labels.n_elem, arma::accu(labels == predicted)};
}

}  // namespace lucarne::errors
