// SPDX-License-Identifier: MIT
#include "embedding/memberships.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace embedding {
namespace {

constexpr double least_share = 1e-3;  // of the mean distance, for sigma
constexpr double sum_tolerance = 1e-5;
constexpr int most_width_steps = 64;

double sum_of_memberships(const arma::vec& distances, double rho, double sigma) {
  double sum = 0;
  for (const double distance : distances) {
    sum += distance > rho ? std::exp(-(distance - rho) / sigma) : 1;
  }
  return sum;
}

double width(const arma::vec& distances, double rho, double wanted) {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  double sigma = 1;
  for (int step = 0; step < most_width_steps; ++step) {
    const double sum = sum_of_memberships(distances, rho, sigma);
    if (std::abs(sum - wanted) < sum_tolerance) break;
    (sum > wanted ? high : low) = sigma;
    sigma = std::isinf(high) ? 2 * sigma : (low + high) / 2;
  }
  return sigma;
}

// Distances of the column, and the smallest that is not 0.
double nearest_apart(const arma::vec& distances) {
  for (const double distance : distances) {
    if (distance > 0) return distance;
  }
  return 0;
}

float fuzzy_union(float a, float b) { return a + b - a * b; }

}  // namespace

arma::fmat memberships(const Neighbours& neighbours, const ParallelFor& parallel_for) {
  const arma::uword k = neighbours.squared.n_rows;
  const arma::uword n = neighbours.squared.n_cols;
  const double wanted = std::log2(static_cast<double>(k + 1));
  arma::vec means(n);
  for_rows(parallel_for, n, [&](arma::uword i) {
    double sum = 0;
    for (arma::uword j = 0; j < k; ++j) {
      sum += std::sqrt(static_cast<double>(neighbours.squared(j, i)));
    }
    means(i) = sum / static_cast<double>(k);
  });
  const double mean_of_all = arma::mean(means);
  arma::fmat weights(k, n);
  for_rows(parallel_for, n, [&](arma::uword i) {
    const arma::vec distances =
        arma::sqrt(arma::conv_to<arma::vec>::from(neighbours.squared.col(i)));
    const double rho = nearest_apart(distances);
    const double sigma =
        std::max(width(distances, rho, wanted), least_share * (rho > 0 ? means(i) : mean_of_all));
    for (arma::uword j = 0; j < k; ++j) {
      const double beyond = distances(j) - rho;
      weights(j, i) =
          beyond > 0 && sigma > 0 ? static_cast<float>(std::exp(-beyond / sigma)) : 1.0F;
    }
  });
  return weights;
}

SparseGraph fuzzy_graph(const Neighbours& neighbours, const ParallelFor& parallel_for) {
  return symmetric_graph(neighbours.indices, memberships(neighbours, parallel_for), fuzzy_union);
}

}  // namespace embedding
