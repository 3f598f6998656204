// SPDX-License-Identifier: MIT
#include "saliency/saliency_fold.hpp"

namespace lucarne::saliency {
namespace {

// Columns divided by their counts; zero where there is nothing to divide.
arma::fmat means(const arma::mat& sums, const arma::uvec& counts) {
  arma::fmat result(sums.n_rows, sums.n_cols, arma::fill::zeros);
  for (arma::uword column = 0; column < sums.n_cols; ++column) {
    if (counts(column) == 0) continue;
    const arma::vec mean = sums.col(column) / static_cast<double>(counts(column));
    result.col(column) = arma::conv_to<arma::fvec>::from(mean);
  }
  return result;
}

}  // namespace

SaliencyFold::SaliencyFold(GradientRequest request, double threshold, arma::uword n_features,
                           arma::uword n_classes)
    : inputs(n_features, n_classes),
      saliency(n_features, 2 * n_classes),
      foreground_counts(n_features, arma::fill::zeros),
      statistics(n_statistics, 0),
      request_(request),
      threshold_(threshold) {}

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
  inputs.add(block.inputs, block.labels);
  saliency.add(arma::fmat(arma::abs(gradients)),
               block.labels + inputs.n_groups() * (1 - fresh_hits));
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
          request_.fixed_class, threshold_);
}

arma::fmat SaliencyFold::mean_inputs() const { return means(inputs.sums(), inputs.counts()); }

arma::fmat SaliencyFold::mean_saliency() const {
  const arma::uword k = inputs.n_groups();
  return means(saliency.sums().head_cols(k) + saliency.sums().tail_cols(k), inputs.counts());
}

arma::fmat SaliencyFold::mean_saliency_by_outcome() const {
  const arma::uword k = inputs.n_groups();
  const arma::mat sums = arma::join_rows(arma::vec(arma::sum(saliency.sums().head_cols(k), 1)),
                                         arma::vec(arma::sum(saliency.sums().tail_cols(k), 1)));
  return means(sums,
               {arma::accu(saliency.counts().head(k)), arma::accu(saliency.counts().tail(k))});
}

}  // namespace lucarne::saliency
