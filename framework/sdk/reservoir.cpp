// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/reservoir.hpp>

#include "fold_state_checks.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace lucarne {
namespace {

// Counts down from the largest draw, far from those that an analysis itself takes of its items.
constexpr std::uint64_t last_draw = std::numeric_limits<std::uint64_t>::max();

}  // namespace

Reservoir::Reservoir(const Random& random, arma::uword k, std::uint64_t draw)
    : random_(random), draw_(draw), k_(k) {}

void Reservoir::add(arma::uword first, arma::uword count) { add(first, arma::fmat(0, count)); }

void Reservoir::add(arma::uword first, const arma::fmat& columns) {
  if (columns.n_cols == 0) return;
  arma::uvec priorities(columns.n_cols);
  arma::uvec items(columns.n_cols);
  for (arma::uword j = 0; j < columns.n_cols; ++j) {
    const auto words = random_.words(first + j, last_draw - draw_);
    priorities(j) = (static_cast<std::uint64_t>(words[0]) << 32) | words[1];
    items(j) = first + j;
  }
  keep(priorities, items, columns);
  n_seen_ += columns.n_cols;
}

void Reservoir::keep(const arma::uvec& priorities, const arma::uvec& items,
                     const arma::fmat& columns) {
  if (n_seen_ > 0) require_features("reservoir", columns_.n_rows, columns.n_rows);
  const arma::uvec all_priorities = arma::join_cols(priorities_, priorities);
  const arma::uvec all_items = arma::join_cols(items_, items);
  std::vector<arma::uword> order(all_items.n_elem);
  for (arma::uword i = 0; i < order.size(); ++i) order[i] = i;
  const auto before = [&](arma::uword a, arma::uword b) {
    return all_priorities(a) != all_priorities(b) ? all_priorities(a) < all_priorities(b)
                                                  : all_items(a) < all_items(b);
  };
  const std::size_t n_kept = std::min<std::size_t>(k_, order.size());
  std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(n_kept), before);
  order.resize(n_kept);
  arma::fmat kept(columns.n_rows, n_kept);
  if (!kept.is_empty()) {
    const arma::uword n_old = items_.n_elem;
    for (arma::uword j = 0; j < n_kept; ++j) {
      kept.col(j) = order[j] < n_old ? columns_.col(order[j]) : columns.col(order[j] - n_old);
    }
  }
  const arma::uvec chosen(order);
  priorities_ = all_priorities(chosen);
  items_ = all_items(chosen);
  columns_ = std::move(kept);
}

void Reservoir::merge(const Reservoir& right) {
  require_same_size("reservoir", "items kept", k_, right.k_);
  if (!(random_ == right.random_) || draw_ != right.draw_) {
    throw Error(
        "reservoir: states with the same random numbers wanted, found different ones; "
        "make them with Context::random() of one stage");
  }
  if (right.n_seen_ == 0) return;
  keep(right.priorities_, right.items_, right.columns_);
  n_seen_ += right.n_seen_;
}

void Reservoir::archive(Archive& archive) {
  archive(random_, draw_, k_, n_seen_, priorities_, items_, columns_);
  require_sound("reservoir", priorities_.n_elem == items_.n_elem &&
                                 columns_.n_cols == items_.n_elem &&
                                 items_.n_elem == std::min(k_, n_seen_));
}

arma::uvec Reservoir::items() const { return arma::sort(items_); }

arma::fmat Reservoir::columns() const {
  if (columns_.is_empty()) return columns_;
  return columns_.cols(arma::sort_index(items_));
}

}  // namespace lucarne
