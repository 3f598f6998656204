// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace embedding {

/// Two vectors of eight pairs share one division.
inline constexpr std::size_t pairs_per_division = 16;

/// A coordinate so far away that nothing of the point is left in a sum, and the product of two
/// 1 + |d|^2 stays finite.
inline constexpr float nowhere = 1e9F;

/// Sums over points j, with d = y_i - y_j and K = 1 / (1 + |d|^2).
struct PairSums {
  double x = 0;  ///< of K^2 d
  double y = 0;
  double kernel = 0;  ///< of K
};

/// One pass over points in vectors of eight floats; sums of 512 pairs are added in double. The same
/// bits on every machine with AVX2 and FMA.
/// requires: n_padded a multiple of pairs_per_division, filled up with `nowhere`
PairSums push_of_all(const float* x, const float* y, std::size_t n_padded, float xi, float yi);

/// The same in three dimensions.
struct PairSums3 {
  double force[3] = {0, 0, 0};  ///< of K^2 d
  double kernel = 0;            ///< of K
};
PairSums3 push_of_all_3(const float* const* coordinates, std::size_t n_padded, const float* at);

/// Sum over edges of p K d, in eight partial sums; the same bits likewise.
/// shape: points 2 x n     force: of length 2
void pull_of_edges(const std::uint32_t* targets, const float* p, std::size_t count,
                   const float* points, float xi, float yi, float* force);

/// The same in three dimensions. shape: points 3 x n     at, force: of length 3
void pull_of_edges_3(const std::uint32_t* targets, const float* p, std::size_t count,
                     const float* points, const float* at, float* force);

/// sum of p log(1 + squared) in double, in eight partial sums; each logarithm within 2 units of its
/// last place. The same bits likewise.
double weighted_logarithms(const float* p, const double* squared, std::size_t count);

/// What one step of the descent multiplies by.
struct StepFactors {
  float pull = 1;  ///< the attraction
  float push = 1;  ///< the repulsion
  float rate = 1;
  float momentum = 0;
  float smallest_gain = 0;
};

/// Velocities and gains of n coordinates after a step. Without fused products: the same bits on
/// every machine.
void turn_velocities(const StepFactors& factors, std::size_t n, const float* attraction,
                     const float* repulsion, float* velocity, float* gain);

}  // namespace embedding
