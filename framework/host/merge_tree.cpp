// SPDX-License-Identifier: MIT
#include "host/merge_tree.hpp"

namespace lucarne {

void MergeTree::add(arma::uword leaf, std::unique_ptr<FoldState> state) {
  arma::uword index = leaf;
  arma::uword width = n_leaves_;
  for (arma::uword level = 0; width > 1; ++level) {
    const arma::uword neighbour = index ^ 1U;
    if (neighbour < width) {
      std::unique_ptr<FoldState> other;
      {
        const std::lock_guard lock(mutex_);
        const auto found = waiting_.find({level, neighbour});
        if (found == waiting_.end()) {
          waiting_.emplace(std::pair{level, index}, std::move(state));
          return;
        }
        other = std::move(found->second);
        waiting_.erase(found);
      }
      if (neighbour < index) std::swap(state, other);
      state->merge(*other);
    }
    index /= 2;
    width = (width + 1) / 2;
  }
  const std::lock_guard lock(mutex_);
  root_ = std::move(state);
}

}  // namespace lucarne
