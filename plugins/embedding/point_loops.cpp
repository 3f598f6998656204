// SPDX-License-Identifier: MIT
#include "embedding/point_loops.hpp"

#include "embedding/vectorised.hpp"

#include <algorithm>
#include <cstring>

namespace embedding {
namespace {

// Longer float sums would lose digits that the gradient needs near the end.
constexpr std::size_t pairs_per_sum = 512;

// Eight partial sums on every machine, added in one order: as many as a register holds would give
// other bits on other machines.
constexpr std::size_t lanes = 8;
using Eight = float __attribute__((vector_size(4 * lanes), aligned(4), may_alias));
using EightPairs = std::uint64_t __attribute__((vector_size(8 * lanes)));
using EightWords = std::int64_t __attribute__((vector_size(8 * lanes)));
using EightDoubles = double __attribute__((vector_size(8 * lanes)));
using Sixteen = float __attribute__((vector_size(8 * lanes)));

float total_of(const float (&values)[lanes]) {
  const float first = (values[0] + values[4]) + (values[2] + values[6]);
  const float second = (values[1] + values[5]) + (values[3] + values[7]);
  return first + second;
}

double total_of(const Eight& values) {
  const float first = (values[0] + values[4]) + (values[2] + values[6]);
  const float second = (values[1] + values[5]) + (values[3] + values[7]);
  return static_cast<double>(first + second);
}

// Both coordinates of a point are one load; the machine's own gathers are slower.
std::uint64_t pair_at(const float* points, std::uint32_t i) {
  std::uint64_t pair = 0;
  std::memcpy(&pair, points + 2 * static_cast<std::size_t>(i), sizeof pair);
  return pair;
}

}  // namespace

EMBEDDING_VECTORISED PairSums push_of_all(const float* x, const float* y, std::size_t n_padded,
                                          float xi, float yi) {
  PairSums total;
  for (std::size_t first = 0; first < n_padded; first += pairs_per_sum) {
    const std::size_t end = std::min(n_padded, first + pairs_per_sum);
    Eight px{}, py{}, kernel{};
    for (std::size_t j = first; j < end; j += pairs_per_division) {
      const Eight* xj = reinterpret_cast<const Eight*>(x + j);
      const Eight* yj = reinterpret_cast<const Eight*>(y + j);
      const Eight dx0 = xi - xj[0], dy0 = yi - yj[0];
      const Eight dx1 = xi - xj[1], dy1 = yi - yj[1];
      const Eight a = 1.0F + dx0 * dx0 + dy0 * dy0;
      const Eight b = 1.0F + dx1 * dx1 + dy1 * dy1;
      const Eight of_both = 1.0F / (a * b);
      const Eight k0 = b * of_both, k1 = a * of_both;
      kernel += k0 + k1;
      const Eight push0 = k0 * k0, push1 = k1 * k1;
      px += push0 * dx0;
      py += push0 * dy0;
      px += push1 * dx1;
      py += push1 * dy1;
    }
    total.x += total_of(px);
    total.y += total_of(py);
    total.kernel += total_of(kernel);
  }
  return total;
}

// log of m 2^e with m from 0.7 to 1.4: e log 2 and the series of 2 artanh((m - 1) / (m + 1)), whose
// argument is below 0.172.
EMBEDDING_VECTORISED double weighted_logarithms(const float* p, const double* squared,
                                                std::size_t count) {
  constexpr std::uint64_t mantissa = (1ULL << 52U) - 1;
  constexpr std::uint64_t bias = 1023;
  EightDoubles sums{};
  for (std::size_t k = 0; k < count; k += lanes) {
    EightDoubles value{}, weight{};  // past the last, nothing is weighed
    const std::size_t here = std::min(lanes, count - k);
    for (std::size_t lane = 0; lane < here; ++lane) {
      value[lane] = squared[k + lane];
      weight[lane] = static_cast<double>(p[k + lane]);
    }
    const EightPairs bits = reinterpret_cast<EightPairs>(1.0 + value);
    const EightDoubles full = reinterpret_cast<EightDoubles>((bits & mantissa) | (bias << 52U));
    const EightWords halved = full > 1.4142135623730951;  // -1 where true
    const EightDoubles m = halved ? 0.5 * full : full;
    const EightWords e = reinterpret_cast<EightWords>((bits >> 52U) - bias) - halved;
    const EightDoubles f = (m - 1.0) / (m + 1.0);
    const EightDoubles s = f * f;
    EightDoubles series = s * (2.0 / 21) + 2.0 / 19;
    for (const double divisor : {17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0}) {
      series = series * s + 2.0 / divisor;
    }
    const EightDoubles log_m = 2.0 * f + f * (s * series);
    sums += weight * (__builtin_convertvector(e, EightDoubles) * 0.6931471805599453 + log_m);
  }
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

void turn_velocities(const StepFactors& factors, std::size_t n, const float* __restrict attraction,
                     const float* __restrict repulsion, float* __restrict velocity,
                     float* __restrict gain) {
  const StepFactors by = factors;
  for (std::size_t i = 0; i < n; ++i) {
    const float gradient = by.pull * attraction[i] - by.push * repulsion[i];
    // Both are computed, so that there is nothing to jump over.
    const float more = gain[i] + 0.2F;
    const float scaled = gain[i] * 0.8F;
    const float less = scaled < by.smallest_gain ? by.smallest_gain : scaled;
    const int downhill = static_cast<int>(gradient > 0) ^ static_cast<int>(velocity[i] > 0);
    const float next = downhill != 0 ? more : less;
    gain[i] = next;
    velocity[i] = by.momentum * velocity[i] - by.rate * next * gradient;
  }
}

EMBEDDING_VECTORISED void pull_of_edges(const std::uint32_t* targets, const float* p,
                                        std::size_t count, const float* points, float xi, float yi,
                                        float* force) {
  Eight fx{}, fy{};
  std::size_t e = 0;
  for (; e + lanes <= count; e += lanes) {
    const std::uint32_t* t = targets + e;
    const EightPairs pairs = {pair_at(points, t[0]), pair_at(points, t[1]), pair_at(points, t[2]),
                              pair_at(points, t[3]), pair_at(points, t[4]), pair_at(points, t[5]),
                              pair_at(points, t[6]), pair_at(points, t[7])};
    const Sixteen both = reinterpret_cast<Sixteen>(pairs);
    const Eight dx = xi - __builtin_shufflevector(both, both, 0, 2, 4, 6, 8, 10, 12, 14);
    const Eight dy = yi - __builtin_shufflevector(both, both, 1, 3, 5, 7, 9, 11, 13, 15);
    const Eight pull = *reinterpret_cast<const Eight*>(p + e) / (1.0F + dx * dx + dy * dy);
    fx += pull * dx;
    fy += pull * dy;
  }
  float sums[2][lanes];
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    sums[0][lane] = fx[lane];
    sums[1][lane] = fy[lane];
  }
  for (; e < count; ++e) {
    const float dx = xi - points[2 * static_cast<std::size_t>(targets[e])];
    const float dy = yi - points[2 * static_cast<std::size_t>(targets[e]) + 1];
    const float pull = p[e] / (1.0F + dx * dx + dy * dy);
    sums[0][e % lanes] += pull * dx;
    sums[1][e % lanes] += pull * dy;
  }
  force[0] = total_of(sums[0]);
  force[1] = total_of(sums[1]);
}

EMBEDDING_VECTORISED PairSums3 push_of_all_3(const float* const* coordinates, std::size_t n_padded,
                                             const float* at) {
  PairSums3 total;
  for (std::size_t first = 0; first < n_padded; first += pairs_per_sum) {
    const std::size_t end = std::min(n_padded, first + pairs_per_sum);
    Eight px{}, py{}, pz{}, kernel{};
    for (std::size_t j = first; j < end; j += lanes) {
      const Eight dx = at[0] - *reinterpret_cast<const Eight*>(coordinates[0] + j);
      const Eight dy = at[1] - *reinterpret_cast<const Eight*>(coordinates[1] + j);
      const Eight dz = at[2] - *reinterpret_cast<const Eight*>(coordinates[2] + j);
      const Eight k = 1.0F / (1.0F + dx * dx + dy * dy + dz * dz);
      kernel += k;
      const Eight push = k * k;
      px += push * dx;
      py += push * dy;
      pz += push * dz;
    }
    total.force[0] += total_of(px);
    total.force[1] += total_of(py);
    total.force[2] += total_of(pz);
    total.kernel += total_of(kernel);
  }
  return total;
}

EMBEDDING_VECTORISED void pull_of_edges_3(const std::uint32_t* targets, const float* p,
                                          std::size_t count, const float* points, const float* at,
                                          float* force) {
  float sums[3][lanes] = {};
  for (std::size_t e = 0; e < count; e += lanes) {
    float d[3][lanes] = {};
    float weight[lanes] = {};  // past the last edge nothing pulls
    const std::size_t here = std::min(lanes, count - e);
    for (std::size_t lane = 0; lane < here; ++lane) {
      const float* point = points + 3 * static_cast<std::size_t>(targets[e + lane]);
      for (std::size_t c = 0; c < 3; ++c) d[c][lane] = at[c] - point[c];
      weight[lane] = p[e + lane];
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const float pull = weight[lane] / (1.0F + d[0][lane] * d[0][lane] + d[1][lane] * d[1][lane] +
                                         d[2][lane] * d[2][lane]);
      for (std::size_t c = 0; c < 3; ++c) sums[c][lane] += pull * d[c][lane];
    }
  }
  for (std::size_t c = 0; c < 3; ++c) force[c] = total_of(sums[c]);
}

}  // namespace embedding
