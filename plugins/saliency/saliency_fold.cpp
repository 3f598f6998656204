// SPDX-License-Identifier: MIT
#include "saliency/saliency_fold.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

// Means of the groups together that `column_of(group)` puts into one column; groups for which there
// is no such column are left out.
template <class ColumnOf>
arma::fmat grouped_means(const GroupSums& groups, arma::uword n_columns, ColumnOf column_of) {
  arma::mat sums(groups.n_features(), n_columns, arma::fill::zeros);
  arma::uvec counts(n_columns, arma::fill::zeros);
  for (arma::uword i = 0; i < groups.seen().n_elem; ++i) {
    const arma::uword group = groups.seen()(i);
    const arma::uword column = column_of(group);
    if (column >= n_columns) continue;
    sums.col(column) += groups.seen_sums().col(i);
    counts(column) += groups.counts()(group);
  }
  for (arma::uword column = 0; column < n_columns; ++column) {
    if (counts(column) > 0) sums.col(column) /= static_cast<double>(counts(column));
  }
  return arma::conv_to<arma::fmat>::from(sums);
}

// Classes that have maps of their own, and how many groups that makes.
arma::uword mapped(arma::uword n_features, arma::uword n_classes) {
  const arma::uword most = SaliencyFold::most_map_values / std::max<arma::uword>(1, n_features);
  return std::min(n_classes, std::max<arma::uword>(1, most));
}
arma::uword groups(arma::uword n_features, arma::uword n_classes) {
  const arma::uword n = mapped(n_features, n_classes);
  return n < n_classes ? n + 1 : n;
}

}  // namespace

SaliencyFold::SaliencyFold(GradientRequest request, double threshold, arma::uword n_features,
                           arma::uword n_classes)
    : inputs(n_features, groups(n_features, n_classes)),
      saliency(n_features, 2 * groups(n_features, n_classes)),
      foreground_counts(n_features, arma::fill::zeros),
      statistics(n_statistics, 0),
      request_(request),
      threshold_(threshold),
      n_mapped_(mapped(n_features, n_classes)) {}

void SaliencyFold::consume(const Block& block) {
  const arma::fmat& gradients = block.gradient(request_);
  const arma::uword n_features = gradients.n_rows;
  arma::mat fresh(n_statistics, block.size());
  const arma::uvec fresh_hits = block.labels == block.predicted;
  arma::uword* foreground = foreground_counts.memptr();
  for (arma::uword item = 0; item < block.size(); ++item) {
    const float* gradient = gradients.colptr(item);
    const float* input = block.inputs.colptr(item);
    const ItemStatistics one = item_statistics(gradient, input, n_features, threshold_);
    fresh(foreground_share, item) = one.foreground_share;
    fresh(foreground_pixels, item) = one.foreground_pixels;
    fresh(strength, item) = one.strength;
    fresh(spread, item) = one.spread;
    for (arma::uword feature = 0; feature < n_features; ++feature) {
      foreground[feature] += static_cast<double>(input[feature]) > threshold_ ? 1 : 0;
    }
  }
  const arma::uvec classes = arma::min(block.labels, arma::uvec(block.size()).fill(n_mapped_));
  inputs.add(block.inputs, classes);
  saliency.add(arma::fmat(arma::abs(gradients)), classes + inputs.n_groups() * (1 - fresh_hits));
  statistics = arma::join_rows(statistics, fresh);
  labels = arma::join_cols(labels, block.labels);
  hits = arma::join_cols(hits, fresh_hits);
}

void SaliencyFold::merge(const SaliencyFold& right) {
  inputs.merge(right.inputs);
  saliency.merge(right.saliency);
  foreground_counts += right.foreground_counts;
  statistics = arma::join_rows(statistics, right.statistics);
  labels = arma::join_cols(labels, right.labels);
  hits = arma::join_cols(hits, right.hits);
}

void SaliencyFold::archive(Archive& archive) {
  archive(inputs, saliency, foreground_counts, statistics, labels, hits, request_.target,
          request_.fixed_class, threshold_, n_mapped_);
}

arma::fmat SaliencyFold::mean_inputs() const {
  return grouped_means(inputs, n_mapped_, [](arma::uword group) { return group; });
}

arma::fmat SaliencyFold::mean_saliency() const {
  const arma::uword n = inputs.n_groups();
  return grouped_means(saliency, n_mapped_, [n](arma::uword group) { return group % n; });
}

arma::fmat SaliencyFold::mean_saliency_by_outcome() const {
  const arma::uword n = inputs.n_groups();
  return grouped_means(saliency, 2, [n](arma::uword group) { return group / n; });
}

}  // namespace lucarne::saliency
