// SPDX-License-Identifier: MIT
#include "embedding/edge_blocks.hpp"

#include <algorithm>

namespace embedding {
namespace {

// Two rows of weights, spread out.
class RowPair {
 public:
  explicit RowPair(arma::uword n_blocks)
      : spread_(EdgeBlocks::rows * EdgeBlocks::columns * n_blocks, 0.0F),
        linked_(n_blocks, false) {}

  void read(const SparseGraph& graph, arma::uword first_row) {
    std::fill(spread_.begin(), spread_.end(), 0.0F);
    std::fill(linked_.begin(), linked_.end(), false);
    const arma::uword n_padded = spread_.size() / EdgeBlocks::rows;
    const arma::uword end = std::min(graph.n_points(), first_row + EdgeBlocks::rows);
    for (arma::uword row = first_row; row < end; ++row) {
      for (std::uint64_t e = graph.first[row]; e < graph.first[row + 1]; ++e) {
        spread_[(row - first_row) * n_padded + graph.target[e]] = graph.weight[e];
        linked_[graph.target[e] / EdgeBlocks::columns] = true;
      }
    }
  }

  void append(arma::uword first_block, arma::uword end_block, EdgeBlocks& to) const {
    const arma::uword n_padded = spread_.size() / EdgeBlocks::rows;
    for (arma::uword block = first_block; block < end_block; ++block) {
      if (!linked_[block]) {
        to.bare.push_back(static_cast<std::uint32_t>(block));
        continue;
      }
      to.linked.push_back(static_cast<std::uint32_t>(block));
      for (arma::uword row = 0; row < EdgeBlocks::rows; ++row) {
        const float* from = spread_.data() + row * n_padded + block * EdgeBlocks::columns;
        to.weights.insert(to.weights.end(), from, from + EdgeBlocks::columns);
      }
    }
  }

 private:
  std::vector<float> spread_;
  std::vector<bool> linked_;
};

}  // namespace

EdgeBlocks edge_blocks(const SparseGraph& graph) {
  EdgeBlocks blocks;
  blocks.n_points = graph.n_points();
  const arma::uword n_blocks = blocks.n_blocks();
  constexpr arma::uword blocks_per_tile = EdgeBlocks::rows_per_tile / EdgeBlocks::columns;
  RowPair pair(n_blocks);
  for (arma::uword row = 0; row < graph.n_points(); row += EdgeBlocks::rows) {
    pair.read(graph, row);
    const arma::uword first = row / EdgeBlocks::rows_per_tile * blocks_per_tile;
    const arma::uword later = std::min(n_blocks, first + blocks_per_tile);
    EdgeBlocks::Places linked{blocks.linked.size(), 0, 0};
    EdgeBlocks::Places bare{blocks.bare.size(), 0, 0};
    pair.append(first, later, blocks);
    linked.later = blocks.linked.size();
    bare.later = blocks.bare.size();
    pair.append(later, n_blocks, blocks);
    linked.end = blocks.linked.size();
    bare.end = blocks.bare.size();
    blocks.linked_at.push_back(linked);
    blocks.bare_at.push_back(bare);
  }
  return blocks;
}

}  // namespace embedding
