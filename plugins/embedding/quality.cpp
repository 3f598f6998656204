// SPDX-License-Identifier: MIT
#include "embedding/quality.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace embedding {

double trustworthiness(const arma::mat& feature_squared, const arma::umat& map_neighbours,
                       const ParallelFor& parallel_for) {
  const arma::uword n = feature_squared.n_cols;
  const arma::uword k = map_neighbours.n_rows;
  arma::vec penalties(n, arma::fill::zeros);
  for_rows(parallel_for, n, [&](arma::uword i) {
    const double* squared = feature_squared.colptr(i);
    for (arma::uword m = 0; m < k; ++m) {
      const arma::uword j = map_neighbours(m, i);
      // Rank of j among the neighbours of i in feature space, from 1; ties by index.
      arma::uword rank = 1;
      for (arma::uword other = 0; other < n; ++other) {
        const bool nearer =
            squared[other] < squared[j] || (squared[other] == squared[j] && other < j);
        rank += other != i && nearer;
      }
      if (rank > k) penalties(i) += static_cast<double>(rank - k);
    }
  });
  const auto dn = static_cast<double>(n);
  const auto dk = static_cast<double>(k);
  return 1 - arma::accu(penalties) * 2 / (dn * dk * (2 * dn - 3 * dk - 1));
}

double silhouette(const arma::mat& map_squared, const arma::uvec& labels, arma::uword n_classes,
                  const ParallelFor& parallel_for) {
  const arma::uword n = labels.n_elem;
  arma::vec sizes(n_classes, arma::fill::zeros);
  for (const arma::uword label : labels) sizes(label) += 1;
  if (arma::accu(sizes > 0) < 2) return std::numeric_limits<double>::quiet_NaN();
  arma::vec values(n, arma::fill::zeros);
  for_rows(parallel_for, n, [&](arma::uword i) {
    arma::vec sums(n_classes, arma::fill::zeros);
    for (arma::uword j = 0; j < n; ++j) sums(labels(j)) += std::sqrt(map_squared(j, i));
    const arma::uword own = labels(i);
    if (sizes(own) < 2) return;
    const double a = sums(own) / (sizes(own) - 1);
    double b = std::numeric_limits<double>::infinity();
    for (arma::uword other = 0; other < n_classes; ++other) {
      if (other != own && sizes(other) > 0) b = std::min(b, sums(other) / sizes(other));
    }
    const double larger = std::max(a, b);
    values(i) = larger > 0 ? (b - a) / larger : 0;
  });
  return arma::mean(values);
}

arma::vec isolation(const arma::mat& map_squared, const arma::umat& map_neighbours) {
  arma::vec means(map_neighbours.n_cols);
  for (arma::uword i = 0; i < map_neighbours.n_cols; ++i) {
    double sum = 0;
    for (const arma::uword j : map_neighbours.col(i).eval()) sum += std::sqrt(map_squared(j, i));
    means(i) = sum / static_cast<double>(map_neighbours.n_rows);
  }
  return means;
}

}  // namespace embedding
