// SPDX-License-Identifier: MIT
#include "embedding/forces.hpp"

#include <algorithm>

namespace embedding {
namespace {

// Longer float sums would lose digits that the gradient needs near the end.
constexpr arma::uword pairs_per_sum = 512;

struct FloatSums {
  float attraction_x, attraction_y, repulsion_x, repulsion_y, normaliser;
};

__attribute__((target_clones("avx512f", "avx2", "default"))) FloatSums sums_of(
    const float* x, const float* y, const float* p, arma::uword count, float xi, float yi) {
  float ax = 0;
  float ay = 0;
  float rx = 0;
  float ry = 0;
  float z = 0;
#pragma omp simd reduction(+ : ax, ay, rx, ry, z)
  for (arma::uword j = 0; j < count; ++j) {
    const float dx = xi - x[j];
    const float dy = yi - y[j];
    const float q = 1.0F / (1.0F + dx * dx + dy * dy);
    const float attraction = p[j] * q;
    const float repulsion = q * q;
    ax += attraction * dx;
    ay += attraction * dy;
    rx += repulsion * dx;
    ry += repulsion * dy;
    z += q;
  }
  return {ax, ay, rx, ry, z};
}

}  // namespace

PointSums point_sums(const float* x, const float* y, const float* p, arma::uword n, arma::uword i) {
  PointSums total;
  for (arma::uword first = 0; first < n; first += pairs_per_sum) {
    const arma::uword count = std::min(pairs_per_sum, n - first);
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
