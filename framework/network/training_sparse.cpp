// SPDX-License-Identifier: MIT
#include "network/training_sparse.hpp"

#include <algorithm>

namespace lucarne::training {

SparseInputs::SparseInputs(arma::uword n_features, arma::uword capacity)
    : n_features_(n_features), entries_(n_features * capacity), counts_(capacity, 0) {}

void SparseInputs::set(arma::uword item, const float* values) {
  counts_[item] =
      nonzero_entries(values, n_features_, n_features_, entries_.data() + item * n_features_);
}

std::span<const Entry> SparseInputs::of(arma::uword item) const {
  return {entries_.data() + item * n_features_, counts_[item]};
}

bool SparseInputs::worthwhile(arma::uword first, arma::uword count) const {
  std::size_t n_entries = 0;
  for (arma::uword item = first; item < first + count; ++item) n_entries += counts_[item];
  // Measured on Zen 4: an entry costs what two to three values of a dense product cost.
  return 3 * n_entries <= n_features_ * count;
}

void multiply(const arma::fmat& weights, const SparseInputs& inputs, arma::uword first,
              arma::uword count, arma::fmat& outputs) {
  for (arma::uword item = first; item < first + count; ++item) {
    const std::span<const Entry> entries = inputs.of(item);
    sum_columns(weights.memptr(), weights.n_rows, entries.data(), entries.size(),
                outputs.colptr(item));
  }
}

void multiply_transposed(const arma::fmat& deltas, const SparseInputs& inputs, arma::uword n_items,
                         arma::uword first, arma::uword count, std::span<float> gradient) {
  // Entries by item become entries by feature.
  std::vector<Entry> entries(count * n_items);
  std::vector<std::size_t> n_entries(count, 0);
  for (arma::uword item = 0; item < n_items; ++item) {
    const std::span<const Entry> of_item = inputs.of(item);
    auto entry = std::ranges::lower_bound(of_item, first, {}, &Entry::column);
    for (; entry != of_item.end() && entry->column < first + count; ++entry) {
      const std::size_t column = entry->column - first;
      entries[column * n_items + n_entries[column]++] = {static_cast<std::uint32_t>(item),
                                                         entry->value};
    }
  }
  for (arma::uword column = 0; column < count; ++column) {
    sum_columns(deltas.memptr(), deltas.n_rows, entries.data() + column * n_items,
                n_entries[column], gradient.data() + column * deltas.n_rows);
  }
}

}  // namespace lucarne::training
