// SPDX-License-Identifier: MIT
#include "embedding/far_points.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace embedding {
namespace {

double median_of_row(const arma::fmat& points, arma::uword row) {
  std::vector<float> values(points.n_cols);
  for (arma::uword i = 0; i < points.n_cols; ++i) values[i] = points(row, i);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

struct Sums {
  double x = 0, y = 0, z = 0;
};

void add_pair(const arma::fmat& points, arma::uword i, arma::uword j, Sums& sums) {
  const double dx = static_cast<double>(points(0, i)) - static_cast<double>(points(0, j));
  const double dy = static_cast<double>(points(1, i)) - static_cast<double>(points(1, j));
  const double kernel = 1 / (1 + dx * dx + dy * dy);
  sums.z += kernel;
  sums.x += kernel * kernel * dx;
  sums.y += kernel * kernel * dy;
}

}  // namespace

NearAndFar split_by_distance(const arma::fmat& points, double width) {
  const double middle_x = median_of_row(points, 0);
  const double middle_y = median_of_row(points, 1);
  std::vector<arma::uword> near;
  std::vector<arma::uword> far;
  for (arma::uword i = 0; i < points.n_cols; ++i) {
    const bool inside = std::abs(static_cast<double>(points(0, i)) - middle_x) <= width / 2 &&
                        std::abs(static_cast<double>(points(1, i)) - middle_y) <= width / 2;
    (inside ? near : far).push_back(i);
  }
  return {near, far};
}

void add_pairs_of(const arma::uvec& far, const arma::fmat& points, const ParallelFor& parallel_for,
                  Repulsion& out) {
  const arma::uword n = points.n_cols;
  std::vector<char> is_far(n, 0);
  for (const arma::uword i : far) is_far[i] = 1;
  std::vector<double> z(n);
  for_rows(parallel_for, n, [&](arma::uword i) {
    Sums sums;
    if (is_far[i] != 0) {
      for (arma::uword j = 0; j < n; ++j) {
        if (j != i) add_pair(points, i, j, sums);
      }
    } else {
      for (const arma::uword j : far) add_pair(points, i, j, sums);
    }
    out.forces(0, i) += static_cast<float>(sums.x);
    out.forces(1, i) += static_cast<float>(sums.y);
    z[i] = sums.z;
  });
  out.z += std::accumulate(z.begin(), z.end(), 0.0);
}

}  // namespace embedding
