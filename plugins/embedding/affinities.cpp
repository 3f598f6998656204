// SPDX-License-Identifier: MIT
#include "embedding/affinities.hpp"

#include <cmath>
#include <limits>

namespace embedding {
namespace {

// exp(-40) is 4e-18: below the last bit of a sum that is at least 1.
constexpr double negligible = 40;

// Weights exp(-beta (d - smallest)) and what follows from them.
struct Weighted {
  double sum = 0;
  double mean = 0;      // of the shifted distance
  double variance = 0;  // of the shifted distance
  double entropy(double beta) const { return std::log(sum) + beta * mean; }
};

Weighted weigh(const double* squared, arma::uword n, arma::uword self, double smallest, double beta,
               arma::vec& weights) {
  Weighted total;
  double second_moment = 0;
  for (arma::uword j = 0; j < n; ++j) {
    const double shifted = squared[j] - smallest;
    const bool counts = j != self && beta * shifted < negligible;
    const double weight = counts ? std::exp(-beta * shifted) : 0.0;
    weights(j) = weight;
    total.sum += weight;
    total.mean += weight * shifted;
    second_moment += weight * shifted * shifted;
  }
  total.mean /= total.sum;
  total.variance = std::max(0.0, second_moment / total.sum - total.mean * total.mean);
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
  arma::vec weights(n);
  // All neighbours equally far: the distribution is uniform, whatever the width.
  double beta = mean_shift > 0 ? 1 / mean_shift : 0;
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  for (int step = 0; step < 100; ++step) {
    const Weighted now = weigh(squared, n, self, smallest, beta, weights);
    const double excess = now.entropy(beta) - wanted;
    if (std::abs(excess) < 1e-5 || mean_shift <= 0) break;
    (excess > 0 ? low : high) = beta;
    // dH / d beta = -beta Var(d)
    const double newton = beta + excess / (beta * now.variance);
    const double middle = std::isinf(high) ? beta * 2 : (low + high) / 2;
    beta = std::isfinite(newton) && newton > low && newton < high && newton < 16 * beta ? newton
                                                                                        : middle;
  }
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
