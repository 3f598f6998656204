// SPDX-License-Identifier: MIT
#include "embedding/forces.hpp"

#include "embedding/vectorised.hpp"

#include <algorithm>

namespace embedding {
namespace {

// Longer float sums would lose digits that the gradient needs near the end.
constexpr std::size_t pairs_per_sum = 512;

// Eight partial sums on every machine, added in one order: as many as a register holds would give
// other bits on other machines. Sixteen with AVX-512 were no faster: the division bounds the loop.
constexpr std::size_t lanes = 8;
using Eight = float __attribute__((vector_size(4 * lanes), aligned(4), may_alias));

struct FloatSums {
  float attraction_x, attraction_y, repulsion_x, repulsion_y, normaliser;
};

float sum_of(const float (&values)[lanes]) {
  const float first = (values[0] + values[4]) + (values[2] + values[6]);
  const float second = (values[1] + values[5]) + (values[3] + values[7]);
  return first + second;
}

EMBEDDING_VECTORISED FloatSums sums_of(const float* x, const float* y, const float* p,
                                       std::size_t count, float xi, float yi) {
  Eight ax{}, ay{}, rx{}, ry{}, z{};
  std::size_t j = 0;
  for (; j + lanes <= count; j += lanes) {
    const Eight dx = xi - *reinterpret_cast<const Eight*>(x + j);
    const Eight dy = yi - *reinterpret_cast<const Eight*>(y + j);
    const Eight q = 1.0F / (1.0F + dx * dx + dy * dy);
    const Eight attraction = *reinterpret_cast<const Eight*>(p + j) * q;
    const Eight repulsion = q * q;
    ax += attraction * dx;
    ay += attraction * dy;
    rx += repulsion * dx;
    ry += repulsion * dy;
    z += q;
  }
  float sums[5][lanes];
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    sums[0][lane] = ax[lane];
    sums[1][lane] = ay[lane];
    sums[2][lane] = rx[lane];
    sums[3][lane] = ry[lane];
    sums[4][lane] = z[lane];
  }
  for (; j < count; ++j) {
    const float dx = xi - x[j];
    const float dy = yi - y[j];
    const float q = 1.0F / (1.0F + dx * dx + dy * dy);
    const float attraction = p[j] * q;
    const float repulsion = q * q;
    const std::size_t lane = j % lanes;
    sums[0][lane] += attraction * dx;
    sums[1][lane] += attraction * dy;
    sums[2][lane] += repulsion * dx;
    sums[3][lane] += repulsion * dy;
    sums[4][lane] += q;
  }
  return {sum_of(sums[0]), sum_of(sums[1]), sum_of(sums[2]), sum_of(sums[3]), sum_of(sums[4])};
}

}  // namespace

PointSums point_sums(const float* x, const float* y, const float* p, std::size_t n, std::size_t i) {
  PointSums total;
  for (std::size_t first = 0; first < n; first += pairs_per_sum) {
    const std::size_t count = std::min(pairs_per_sum, n - first);
    const FloatSums part = sums_of(x + first, y + first, p + first, count, x[i], y[i]);
    total.attraction_x += static_cast<double>(part.attraction_x);
    total.attraction_y += static_cast<double>(part.attraction_y);
    total.repulsion_x += static_cast<double>(part.repulsion_x);
    total.repulsion_y += static_cast<double>(part.repulsion_y);
    total.normaliser += static_cast<double>(part.normaliser);
  }
  // The point met itself: d = 0 added nothing to the forces, and exactly 1 to the normaliser.
  total.normaliser -= 1;
  return total;
}

}  // namespace embedding
