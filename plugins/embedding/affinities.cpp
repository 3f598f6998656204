// SPDX-License-Identifier: MIT
#include "embedding/affinities.hpp"

#include "embedding/exponential_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace embedding {
namespace {

// Weights exp(-beta (d - smallest)) and what follows from them.
struct Weighted {
  double sum = 0;
  double mean = 0;      // of the shifted distance
  double variance = 0;  // of the shifted distance
  double entropy(double beta) const { return std::log(sum) + beta * mean; }
};

double sum_of(const double (&values)[weight_lanes]) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

Weighted weigh(const arma::vec& shifted, double beta, arma::vec& weights) {
  WeightMoments moments;
  exponential_weights(shifted.memptr(), shifted.n_elem, beta, weights.memptr(), moments);
  Weighted total;
  total.sum = sum_of(moments.sum);
  total.mean = sum_of(moments.first) / total.sum;
  total.variance = std::max(0.0, sum_of(moments.second) / total.sum - total.mean * total.mean);
  return total;
}

float sum_of_both(float forward, float backward) { return forward + backward; }

}  // namespace

arma::uword neighbours_for(double perplexity, arma::uword n) {
  const double wanted = std::ceil((n <= 5000 ? 5 : 3) * perplexity);
  return wanted < static_cast<double>(n - 1) ? static_cast<arma::uword>(wanted) : n - 1;
}

arma::vec conditional_probabilities(const float* squared, arma::uword k, double perplexity) {
  const double smallest = static_cast<double>(*std::min_element(squared, squared + k));
  // Padded to whole lanes; the padding is infinitely far.
  const arma::uword k_padded = (k + weight_lanes - 1) / weight_lanes * weight_lanes;
  arma::vec shifted(k_padded);
  shifted.fill(arma::datum::inf);
  double sum = 0;
  for (arma::uword j = 0; j < k; ++j) {
    shifted(j) = static_cast<double>(squared[j]) - smallest;
    sum += shifted(j);
  }
  const double mean_shift = sum / static_cast<double>(k);
  const double wanted = std::log(perplexity);
  arma::vec weights(k_padded);
  // All neighbours equally far: the distribution is uniform, whatever the width.
  double beta = mean_shift > 0 ? 1 / mean_shift : 0;
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  for (int step = 0; step < 100; ++step) {
    const Weighted now = weigh(shifted, beta, weights);
    const double excess = now.entropy(beta) - wanted;
    if (std::abs(excess) < 1e-5 || mean_shift <= 0) break;
    (excess > 0 ? low : high) = beta;
    // dH / d beta = -beta Var(d)
    const double newton = beta + excess / (beta * now.variance);
    const double middle = std::isinf(high) ? beta * 2 : (low + high) / 2;
    beta = std::isfinite(newton) && newton > low && newton < high && newton < 16 * beta ? newton
                                                                                        : middle;
  }
  weights.resize(k);
  return weights / arma::accu(weights);
}

SparseGraph joint_probabilities(Neighbours neighbours, std::span<const double> perplexities,
                                const ParallelFor& parallel_for) {
  arma::fmat& weights = neighbours.squared;
  const arma::uword k = weights.n_rows;
  const arma::uword n = weights.n_cols;
  const double share = 1 / (2 * static_cast<double>(n) * static_cast<double>(perplexities.size()));
  for_rows(parallel_for, n, [&](arma::uword i) {
    arma::vec mean(k, arma::fill::zeros);
    for (const double perplexity : perplexities) {
      mean += conditional_probabilities(weights.colptr(i), k, perplexity);
    }
    weights.col(i) = arma::conv_to<arma::fvec>::from(share * mean);
  });
  return symmetric_graph(neighbours.indices, weights, sum_of_both);
}

}  // namespace embedding
