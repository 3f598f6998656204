// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/fold.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace lucarne {

/// Merges the states of blocks 0 .. n-1 in a binary tree whose shape depends on n alone: neighbours
/// 2k and 2k+1 of each level become k of the next, and the last of an odd level moves up as it is.
/// States may arrive in any order and from any thread; each is merged as soon as its neighbour is
/// there, so that about log2(n) + threads of them are alive at once.
class MergeTree {
 public:
  explicit MergeTree(arma::uword n_leaves) : n_leaves_(n_leaves) {}

  void add(arma::uword leaf, std::unique_ptr<FoldState> state);

  /// requires: every leaf was added and there is at least one
  std::unique_ptr<FoldState> result() { return std::move(root_); }

 private:
  arma::uword n_leaves_;
  std::mutex mutex_;
  std::map<std::pair<arma::uword, arma::uword>, std::unique_ptr<FoldState>> waiting_;
  std::unique_ptr<FoldState> root_;
};

}  // namespace lucarne
