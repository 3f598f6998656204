// SPDX-License-Identifier: MIT
#include "embedding/separation.hpp"

#include <cmath>

namespace embedding {
namespace {

double area(const arma::fvec& values, arma::uword n_first) {
  const arma::uvec order = arma::stable_sort_index(values);
  const arma::uword n_second = values.n_elem - n_first;
  // Pairs won by the second group; of equal values half.
  double won = 0;
  double below = 0;  // of the first group
  for (arma::uword begin = 0; begin < order.n_elem;) {
    double equal_first = 0;
    double equal_second = 0;
    arma::uword end = begin;
    for (; end < order.n_elem && values(order(end)) == values(order(begin)); ++end) {
      (order(end) < n_first ? equal_first : equal_second) += 1;
    }
    won += equal_second * (below + equal_first / 2);
    below += equal_first;
    begin = end;
  }
  return won / (static_cast<double>(n_first) * static_cast<double>(n_second));
}

}  // namespace

Separation separation(const arma::fmat& features, const arma::uvec& first, const arma::uvec& second,
                      const ParallelFor& parallel_for) {
  // Items by rows, so that a feature lies together.
  const arma::fmat items = features.cols(arma::join_cols(first, second)).t();
  Separation found;
  found.auc.set_size(features.n_rows);
  for_rows(parallel_for, features.n_rows,
           [&](arma::uword k) { found.auc(k) = area(items.col(k), first.n_elem); });
  found.order = arma::stable_sort_index(arma::abs(found.auc - 0.5), "descend");
  return found;
}

arma::vec five_numbers(const arma::vec& values) {
  const arma::vec sorted = arma::sort(values);
  arma::vec numbers(5);
  for (arma::uword k = 0; k < 5; ++k) {
    const double place = static_cast<double>(k) / 4 * static_cast<double>(sorted.n_elem - 1);
    const auto below = static_cast<arma::uword>(place);
    const arma::uword above = std::min(below + 1, sorted.n_elem - 1);
    numbers(k) =
        sorted(below) + (sorted(above) - sorted(below)) * (place - static_cast<double>(below));
  }
  return numbers;
}

}  // namespace embedding
