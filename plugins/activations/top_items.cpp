// SPDX-License-Identifier: MIT
#include "activations/top_items.hpp"

namespace lucarne::activations {

TopItems::TopItems(arma::uword n_units, arma::uword count)
    : n_kept_(n_units, arma::fill::zeros),
      activations_(count, n_units, arma::fill::zeros),
      items_(count, n_units, arma::fill::zeros),
      least_(n_units) {
  least_.fill(-arma::fdatum::inf);
}

void TopItems::insert(arma::uword unit, float activation, arma::uword item) {
  const arma::uword count = activations_.n_rows;
  if (count == 0) return;
  float* values = activations_.colptr(unit);
  arma::uword* items = items_.colptr(unit);
  const auto comes_before = [&](arma::uword place) {
    return activation > values[place] || (activation == values[place] && item < items[place]);
  };
  arma::uword& kept = n_kept_(unit);
  if (kept == count && !comes_before(count - 1)) return;
  arma::uword place = kept < count ? kept++ : count - 1;
  for (; place > 0 && comes_before(place - 1); --place) {
    values[place] = values[place - 1];
    items[place] = items[place - 1];
  }
  values[place] = activation;
  items[place] = item;
  if (kept == count) least_(unit) = values[count - 1];
}

void TopItems::merge(const TopItems& right) {
  for (arma::uword unit = 0; unit < right.n_kept_.n_elem; ++unit) {
    for (arma::uword place = 0; place < right.n_kept_(unit); ++place) {
      insert(unit, right.activations_(place, unit), right.items_(place, unit));
    }
  }
}

arma::uvec TopItems::items(arma::uword unit) const { return items_.col(unit).head(n_kept_(unit)); }

arma::fvec TopItems::activations(arma::uword unit) const {
  return activations_.col(unit).head(n_kept_(unit));
}

}  // namespace lucarne::activations
