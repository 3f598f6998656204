// SPDX-License-Identifier: MIT
#include "embedding/affinities.hpp"

#include "embedding/exponential_weights.hpp"

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

}  // namespace

arma::vec conditional_probabilities(const double* squared, arma::uword n, arma::uword self,
                                    double perplexity) {
  double smallest = std::numeric_limits<double>::infinity();
  double sum = 0;
  for (arma::uword j = 0; j < n; ++j) {
    if (j == self) continue;
    smallest = std::min(smallest, squared[j]);
    sum += squared[j];
  }
  const double wanted = std::log(perplexity);
  const double mean_shift = sum / static_cast<double>(n - 1) - smallest;
  // Padded to whole lanes; the point itself and the padding are infinitely far.
  const arma::uword n_padded = (n + weight_lanes - 1) / weight_lanes * weight_lanes;
  arma::vec shifted(n_padded);
  shifted.fill(arma::datum::inf);
  for (arma::uword j = 0; j < n; ++j) {
    if (j != self) shifted(j) = squared[j] - smallest;
  }
  arma::vec weights(n_padded);
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
  weights.resize(n);
  return weights / arma::accu(weights);
}

arma::mat joint_probabilities(const arma::mat& squared, double perplexity,
                              const ParallelFor& parallel_for) {
  const arma::uword n = squared.n_cols;
  arma::mat conditional(n, n);
  for_rows(parallel_for, n, [&](arma::uword i) {
    conditional.col(i) = conditional_probabilities(squared.colptr(i), n, i, perplexity);
  });
  arma::mat joint = conditional + conditional.t();
  joint /= 2 * static_cast<double>(n);
  return joint;
}

}  // namespace embedding
