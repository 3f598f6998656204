// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/sparse_graph.hpp"

#include <cstdint>
#include <vector>

namespace embedding {

/// The edges of a graph as a pass over all pairs of its points meets them: in blocks of two rows
/// and eight columns. Rows stand in tiles; in its own tile a row has all its edges, to the right of
/// it those to higher points only, and none to the left: each pair of points once but for the
/// tiles themselves. With points in the order of a curve, three blocks of four hold no edge.
struct EdgeBlocks {
  static constexpr arma::uword rows = 2;
  static constexpr arma::uword columns = 8;
  static constexpr arma::uword rows_per_tile = 64;

  /// Of one pair of rows: where its numbers of column blocks begin, those of its own tile before
  /// those to the right.
  struct Places {
    std::size_t own = 0;
    std::size_t later = 0;
    std::size_t end = 0;
  };

  arma::uword n_points = 0;
  std::vector<Places> linked_at;      ///< of each pair of rows, in `linked`
  std::vector<Places> bare_at;        ///< likewise in `bare`
  std::vector<std::uint32_t> linked;  ///< column blocks that hold an edge of the two rows
  std::vector<std::uint32_t> bare;    ///< those that hold none
  std::vector<float> weights;         ///< 16 for each of `linked`: eight of either row, 0: no edge

  arma::uword n_tiles() const { return (n_points + rows_per_tile - 1) / rows_per_tile; }
  arma::uword n_blocks() const { return (n_points + columns - 1) / columns; }
};

EdgeBlocks edge_blocks(const SparseGraph& graph);

}  // namespace embedding
