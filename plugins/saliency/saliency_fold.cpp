// SPDX-License-Identifier: MIT
#include "saliency/saliency_fold.hpp"

#include <cmath>

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
    : input_sums(n_features, n_classes, arma::fill::zeros),
      right_sums(n_features, n_classes, arma::fill::zeros),
      wrong_sums(n_features, n_classes, arma::fill::zeros),
      right_counts(n_classes, arma::fill::zeros),
      wrong_counts(n_classes, arma::fill::zeros),
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

    const arma::uword label = block.labels(item);
    const bool right = fresh_hits(item) == 1;
    ++(right ? right_counts : wrong_counts)(label);
    double* sums = (right ? right_sums : wrong_sums).colptr(label);
    double* inputs = input_sums.colptr(label);
    for (arma::uword feature = 0; feature < n_features; ++feature) {
      sums[feature] += std::abs(static_cast<double>(gradient[feature]));
      const auto value = static_cast<double>(input[feature]);
      inputs[feature] += value;
      foreground[feature] += value > threshold_ ? 1 : 0;
    }
  }
  statistics = arma::join_rows(statistics, fresh);
  labels = arma::join_cols(labels, block.labels);
  hits = arma::join_cols(hits, fresh_hits);
}

void SaliencyFold::merge(const SaliencyFold& right) {
  input_sums += right.input_sums;
  right_sums += right.right_sums;
  wrong_sums += right.wrong_sums;
  right_counts += right.right_counts;
  wrong_counts += right.wrong_counts;
  foreground_counts += right.foreground_counts;
  statistics = arma::join_rows(statistics, right.statistics);
  labels = arma::join_cols(labels, right.labels);
  hits = arma::join_cols(hits, right.hits);
}

void SaliencyFold::archive(Archive& archive) {
  archive(input_sums, right_sums, wrong_sums, right_counts, wrong_counts, foreground_counts,
          statistics, labels, hits, request_.target, request_.fixed_class, threshold_);
}

arma::fmat SaliencyFold::mean_inputs() const {
  return means(input_sums, right_counts + wrong_counts);
}

arma::fmat SaliencyFold::mean_saliency() const {
  return means(right_sums + wrong_sums, right_counts + wrong_counts);
}

arma::fmat SaliencyFold::mean_saliency_by_outcome() const {
  const arma::mat sums =
      arma::join_rows(arma::vec(arma::sum(right_sums, 1)), arma::vec(arma::sum(wrong_sums, 1)));
  return means(sums, {arma::accu(right_counts), arma::accu(wrong_counts)});
}

}  // namespace lucarne::saliency
