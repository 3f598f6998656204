// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/attraction.hpp"
#include "embedding/edge_blocks.hpp"
#include "embedding/repulsion.hpp"

#include <vector>

namespace embedding {

/// Attraction and repulsion of a small map in one pass over its pairs: each pair once, since what
/// one point does to another it suffers too, and edges where their pairs come by.
/// shape: points 2 x n     cost: O(n^2), half of that of all ordered pairs; memory O(n^2)
class PairForces {
 public:
  explicit PairForces(const SparseGraph& joint);

  /// Forces and z, not the divergence's cross term. The same bits for any number of threads.
  /// shape: points 2 x n, coordinates below 1e8 in size
  void operator()(const arma::fmat& points, const ParallelFor& parallel_for, Attraction& attraction,
                  Repulsion& repulsion);

 private:
  // Tiles are summed in so many parts: few, since what one thread writes another has to fetch.
  static constexpr arma::uword n_parts = 8;

  void meet_tiles(arma::uword part, Attraction& attraction, Repulsion& repulsion);
  double meet_tile(arma::uword tile, float* forces, Attraction& attraction, Repulsion& repulsion);
  void add_parts(Attraction& attraction, Repulsion& repulsion) const;

  EdgeBlocks edges_;
  arma::fcube coordinates_;         // 8 points x (x, y) x blocks, padded by points far away
  std::vector<arma::fcube> parts_;  // what rows do to later columns: 8 points x 4 x blocks
  std::vector<double> kernels_;     // of each part
};

}  // namespace embedding
