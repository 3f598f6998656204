// SPDX-License-Identifier: MIT
#include "embedding/distances.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace embedding {

arma::mat squared_distances(const arma::fmat& points, const ParallelFor& parallel_for) {
  arma::mat centred = arma::conv_to<arma::mat>::from(points);
  centred.each_col() -= arma::vec(arma::mean(centred, 1));
  const arma::uword n = points.n_cols;
  const arma::rowvec norms = arma::sum(arma::square(centred), 0);
  arma::mat squared(n, n);
  // One product for a block of columns; in double and centred, the product form keeps about 12
  // digits of the largest norm, and what falls below that is computed again from differences.
  const double doubtful = 1e-8 * (norms.is_empty() ? 0.0 : norms.max());
  parallel_for((n + rows_per_task - 1) / rows_per_task, [&](arma::uword task) {
    const arma::uword first = task * rows_per_task;
    const arma::uword last = std::min(n, first + rows_per_task) - 1;
    const arma::mat products = centred.t() * centred.cols(first, last);
    for (arma::uword j = first; j <= last; ++j) {
      for (arma::uword i = 0; i < n; ++i) {
        double value = norms(i) + norms(j) - 2 * products(i, j - first);
        if (value < doubtful) {
          const arma::vec difference = centred.col(i) - centred.col(j);
          value = arma::dot(difference, difference);
        }
        squared(i, j) = i == j ? 0 : value;
      }
    }
  });
  // The two halves come from different products and may differ in the last bit.
  return arma::symmatl(squared);
}

arma::umat nearest_neighbours(const arma::mat& squared, arma::uword k,
                              const ParallelFor& parallel_for) {
  const arma::uword n = squared.n_cols;
  arma::umat neighbours(k, n);
  for_rows(parallel_for, n, [&](arma::uword i) {
    const double* distance = squared.colptr(i);
    std::vector<arma::uword> order(n);
    std::iota(order.begin(), order.end(), arma::uword{0});
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(i));
    const auto nearer = [distance](arma::uword a, arma::uword b) {
      return distance[a] != distance[b] ? distance[a] < distance[b] : a < b;
    };
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order.end(),
                      nearer);
    std::copy_n(order.begin(), k, neighbours.colptr(i));
  });
  return neighbours;
}

}  // namespace embedding
