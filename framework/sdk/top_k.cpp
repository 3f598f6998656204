// SPDX-License-Identifier: MIT
#include <lucarne/top_k.hpp>

#include "fold_state_checks.hpp"

#include <limits>

namespace lucarne {

TopK::TopK(arma::uword n_features, arma::uword k)
    : n_kept_(n_features, arma::fill::zeros),
      values_(k, n_features, arma::fill::zeros),
      items_(k, n_features, arma::fill::zeros),
      bar_(n_features),
      bar_item_(n_features) {
  bar_.fill(k == 0 ? arma::datum::inf : -arma::datum::inf);
  bar_item_.fill(k == 0 ? 0 : std::numeric_limits<arma::uword>::max());
}

template <class T>
void TopK::add_block(const arma::Mat<T>& values, arma::uword first) {
  require_features("top-k", n_features(), values.n_rows);
  const arma::uword n = n_features();
  const double* bar = bar_.memptr();
  const arma::uword* bar_item = bar_item_.memptr();
  for (arma::uword j = 0; j < values.n_cols; ++j) {
    const T* column = values.colptr(j);
    for (arma::uword i = 0; i < n; ++i) {
      // No comparison holds for NaN.
      const auto value = static_cast<double>(column[i]);
      if (value > bar[i] || (value == bar[i] && first + j < bar_item[i])) {
        insert(i, value, first + j);
      }
    }
  }
}

void TopK::add(const arma::fmat& values, arma::uword first) { add_block(values, first); }
void TopK::add(const arma::mat& values, arma::uword first) { add_block(values, first); }

void TopK::insert(arma::uword feature, double value, arma::uword item) {
  double* values = values_.colptr(feature);
  arma::uword* items = items_.colptr(feature);
  arma::uword& kept = n_kept_(feature);
  arma::uword place = kept < k() ? kept++ : k() - 1;
  for (; place > 0; --place) {
    const bool before =
        value > values[place - 1] || (value == values[place - 1] && item < items[place - 1]);
    if (!before) break;
    values[place] = values[place - 1];
    items[place] = items[place - 1];
  }
  values[place] = value;
  items[place] = item;
  if (kept == k()) {
    bar_(feature) = values[k() - 1];
    bar_item_(feature) = items[k() - 1];
  }
}

void TopK::merge(const TopK& right) {
  require_same_size("top-k", "features", n_features(), right.n_features());
  require_same_size("top-k", "values kept a feature", k(), right.k());
  for (arma::uword i = 0; i < n_features(); ++i) {
    for (arma::uword place = 0; place < right.n_kept_(i); ++place) {
      const double value = right.values_(place, i);
      const arma::uword item = right.items_(place, i);
      if (value > bar_(i) || (value == bar_(i) && item < bar_item_(i))) insert(i, value, item);
    }
  }
}

void TopK::archive(Archive& archive) {
  archive(n_kept_, values_, items_, bar_, bar_item_);
  bool sound = values_.n_cols == n_features() && items_.n_rows == k() &&
               items_.n_cols == n_features() && bar_.n_elem == n_features() &&
               bar_item_.n_elem == n_features();
  for (const arma::uword kept : n_kept_) sound = sound && kept <= k();
  require_sound("top-k", sound);
}

arma::vec TopK::values(arma::uword feature) const {
  // A view of nothing would be made from a null pointer.
  if (n_kept_(feature) == 0) return {};
  return values_.col(feature).head(n_kept_(feature));
}

arma::uvec TopK::items(arma::uword feature) const {
  if (n_kept_(feature) == 0) return {};
  return items_.col(feature).head(n_kept_(feature));
}

}  // namespace lucarne
