// SPDX-License-Identifier: MIT
#include "activations/selectivity.hpp"

#include <algorithm>
#include <vector>

namespace lucarne::activations {

Selectivity selectivity(const arma::mat& class_means) {
  const arma::uword n_units = class_means.n_rows;
  Selectivity result{arma::uvec(n_units, arma::fill::zeros), arma::vec(n_units), arma::vec(n_units),
                     arma::uvec(n_units, arma::fill::zeros)};
  result.rest.fill(arma::datum::nan);
  result.index.fill(arma::datum::nan);
  for (arma::uword unit = 0; unit < n_units; ++unit) {
    const arma::rowvec means = class_means.row(unit);
    const arma::uvec present = arma::find_finite(means);
    if (present.is_empty()) continue;
    const arma::vec known = means(present);
    const arma::uword best = known.index_max();
    result.preferred(unit) = present(best);
    if (known.n_elem < 2) continue;
    const double largest = known(best);
    const double rest = (arma::accu(known) - largest) / static_cast<double>(known.n_elem - 1);
    const double floor = std::min(0.0, known.min());
    const double sum = largest + rest - 2 * floor;
    result.rest(unit) = rest;
    if (sum > 0) {
      result.index(unit) = (largest - rest) / sum;
      result.judged(unit) = 1;
    }
  }
  return result;
}

arma::uvec most_selective(const Selectivity& units, arma::uword wanted, arma::uword count) {
  const arma::uvec found = arma::find(units.preferred == wanted);
  std::vector<arma::uword> order;
  for (const arma::uword unit : found) {
    if (units.judged(unit) == 1) order.push_back(unit);
  }
  std::ranges::stable_sort(
      order, [&](arma::uword a, arma::uword b) { return units.index(a) > units.index(b); });
  order.resize(std::min<std::size_t>(order.size(), count));
  return arma::uvec(order);
}

arma::uvec representative_units(const Selectivity& units, arma::uword n_classes,
                                arma::uword count) {
  std::vector<arma::uvec> ranked;
  for (arma::uword k = 0; k < n_classes; ++k) {
    ranked.push_back(most_selective(units, k, units.index.n_elem));
  }
  std::vector<arma::uword> taken(n_classes, 0);
  arma::uword total = 0;
  for (bool more = true; more && total < count;) {
    more = false;
    for (arma::uword k = 0; k < n_classes && total < count; ++k) {
      if (taken[k] == ranked[k].n_elem) continue;
      ++taken[k];
      ++total;
      more = true;
    }
  }
  arma::uvec chosen(total);
  arma::uword place = 0;
  for (arma::uword k = 0; k < n_classes; ++k) {
    for (arma::uword i = 0; i < taken[k]; ++i) chosen(place++) = ranked[k](i);
  }
  return chosen;
}

}  // namespace lucarne::activations
