// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/sparse_graph.hpp"
#include "embedding/umap_curve.hpp"

#include <lucarne/random.hpp>

#include <cstdint>
#include <vector>

namespace embedding {

/// How often an edge is drawn, in units of 2^-32 an epoch.
using DrawRate = std::uint64_t;
inline constexpr DrawRate every_epoch = 1ULL << 32;

/// requires: 0 <= share <= 1
DrawRate rate_of(float share);

/// Whether something of that rate is drawn in this epoch, counted from 0: as evenly as can be.
inline bool is_due(DrawRate rate, std::uint64_t epoch) {
  return ((epoch + 1) * rate) >> 32 > (epoch * rate) >> 32;
}

/// Which edges are drawn when, and what that moves. Of both directions of an edge each is drawn in
/// a turn of its own; both ends move each time.
class UmapSchedule {
 public:
  UmapSchedule(const SparseGraph& graph, arma::uword negative_samples,
               const lucarne::Random& random);

  /// One epoch, counted from 0: an edge of weight w is drawn in a share w / largest weight of them.
  /// shape: points 2 x n, moved     requires: fewer than 2^24 epochs
  void epoch(arma::uword number, float learning_rate, const UmapCurve& curve, arma::fmat& points,
             const ParallelFor& parallel_for);

 private:
  // A draw of an edge, as one of its ends sees it.
  struct Draw {
    DrawRate rate;
    std::uint32_t target;
    std::uint8_t turn;
    bool from_here;  // then this end is the one that strangers are drawn for
  };
  void turn(std::uint64_t turn, arma::uword first, arma::uword end, arma::uword number,
            float learning_rate, const UmapCurve& curve, const arma::fmat& points,
            arma::fmat& next) const;

  std::vector<std::uint64_t> first_;  // n * turns + 1: the draws of each point in each turn
  std::vector<Draw> draws_;
  arma::uword negative_samples_;
  const lucarne::Random& random_;
};

}  // namespace embedding
