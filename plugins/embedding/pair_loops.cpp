// SPDX-License-Identifier: MIT
#include "embedding/pair_loops.hpp"

#include "embedding/vectorised.hpp"

#include <algorithm>

namespace embedding {
namespace {

// Of floats, longer sums would lose digits that the gradient needs near the end.
constexpr std::size_t blocks_per_sum = 64;
constexpr std::size_t columns_per_block = PairColumns::per_block;
using Lanes = float __attribute__((vector_size(4 * columns_per_block), aligned(4), may_alias));
using WideLanes = double __attribute__((vector_size(8 * columns_per_block)));

#define LUCARNE_INLINED inline __attribute__((always_inline))

LUCARNE_INLINED const Lanes& lanes_at(const float* from) {
  return *reinterpret_cast<const Lanes*>(from);
}

LUCARNE_INLINED Lanes& lanes_at(float* from) { return *reinterpret_cast<Lanes*>(from); }

// A sum in floats that moves on to doubles now and then.
struct LaneSum {
  Lanes recent{};
  WideLanes total{};

  LUCARNE_INLINED void settle() {
    total += __builtin_convertvector(recent, WideLanes);
    recent = Lanes{};
  }
  LUCARNE_INLINED double sum() {
    settle();
    return ((total[0] + total[4]) + (total[2] + total[6])) +
           ((total[1] + total[5]) + (total[3] + total[7]));
  }
};

// Of one row.
struct RowSums {
  LaneSum push_x, push_y, pull_x, pull_y;
};

// The two rows share a division, and all loads and stores of the columns.
template <bool linked, bool both_ways>
LUCARNE_INLINED void meet(const PairColumns& columns, const MetBlocks& met, std::size_t first,
                          std::size_t end, const PairOfRows& rows, RowSums& row0, RowSums& row1,
                          LaneSum& kernel) {
  const float x0 = rows.x[0], y0 = rows.y[0], x1 = rows.x[1], y1 = rows.y[1];
  for (std::size_t k = first; k < end; ++k) {
    const std::size_t block = met.blocks[k];
    const float* const at = columns.coordinates + PairColumns::coordinates_per_block * block;
    float* const forces = columns.forces + PairColumns::forces_per_block * block;
    const Lanes xj = lanes_at(at), yj = lanes_at(at + columns_per_block);
    const Lanes dx0 = x0 - xj, dy0 = y0 - yj, dx1 = x1 - xj, dy1 = y1 - yj;
    const Lanes a = 1.0F + dx0 * dx0 + dy0 * dy0;
    const Lanes b = 1.0F + dx1 * dx1 + dy1 * dy1;
    const Lanes of_both = 1.0F / (a * b);
    const Lanes k0 = b * of_both, k1 = a * of_both;
    kernel.recent += k0 + k1;
    const Lanes push0 = k0 * k0, push1 = k1 * k1;
    row0.push_x.recent += push0 * dx0;
    row0.push_y.recent += push0 * dy0;
    row1.push_x.recent += push1 * dx1;
    row1.push_y.recent += push1 * dy1;
    if constexpr (both_ways) {
      lanes_at(forces) += push0 * dx0 + push1 * dx1;
      lanes_at(forces + columns_per_block) += push0 * dy0 + push1 * dy1;
    }
    if constexpr (linked) {
      const float* p = met.weights + 2 * columns_per_block * k;
      const Lanes pull0 = lanes_at(p) * k0, pull1 = lanes_at(p + columns_per_block) * k1;
      row0.pull_x.recent += pull0 * dx0;
      row0.pull_y.recent += pull0 * dy0;
      row1.pull_x.recent += pull1 * dx1;
      row1.pull_y.recent += pull1 * dy1;
      if constexpr (both_ways) {
        lanes_at(forces + 2 * columns_per_block) += pull0 * dx0 + pull1 * dx1;
        lanes_at(forces + 3 * columns_per_block) += pull0 * dy0 + pull1 * dy1;
      }
    }
  }
}

}  // namespace

EMBEDDING_VECTORISED void meet_pairs(const PairColumns& given_columns, const MetByRows& given,
                                     PairOfRows& rows) {
  // Copies, which no store into the columns can change.
  const PairColumns columns = given_columns;
  const MetByRows met = given;
  const PairOfRows at = rows;
  RowSums row0, row1;
  LaneSum own, later;
  meet<false, false>(columns, met.own_bare, 0, met.own_bare.count, at, row0, row1, own);
  meet<true, false>(columns, met.own_linked, 0, met.own_linked.count, at, row0, row1, own);
  meet<true, true>(columns, met.later_linked, 0, met.later_linked.count, at, row0, row1, later);
  for (std::size_t first = 0; first < met.later_bare.count; first += blocks_per_sum) {
    const std::size_t end = std::min(met.later_bare.count, first + blocks_per_sum);
    meet<false, true>(columns, met.later_bare, first, end, at, row0, row1, later);
    row0.push_x.settle();
    row0.push_y.settle();
    row1.push_x.settle();
    row1.push_y.settle();
    later.settle();
  }
  rows.own_kernel = own.sum();
  rows.later_kernel = later.sum();
  rows.push_x[0] = row0.push_x.sum();
  rows.push_y[0] = row0.push_y.sum();
  rows.pull_x[0] = row0.pull_x.sum();
  rows.pull_y[0] = row0.pull_y.sum();
  rows.push_x[1] = row1.push_x.sum();
  rows.push_y[1] = row1.push_y.sum();
  rows.pull_x[1] = row1.pull_x.sum();
  rows.pull_y[1] = row1.pull_y.sum();
}

#undef LUCARNE_INLINED

}  // namespace embedding
