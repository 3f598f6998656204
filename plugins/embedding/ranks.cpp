// SPDX-License-Identifier: MIT
#include "embedding/ranks.hpp"

#include "embedding/vectorised.hpp"

#include <cmath>
#include <cstdint>

namespace embedding {

EMBEDDING_VECTORISED arma::uword rank_among(const float* distances, arma::uword n, arma::uword j) {
  const float own = distances[j];
  std::uint32_t before = 0;
  for (arma::uword i = 0; i < j; ++i) before += distances[i] <= own;
  for (arma::uword i = j + 1; i < n; ++i) before += distances[i] < own;
  return before + 1;
}

EMBEDDING_VECTORISED arma::uword rank_among(const double* distances, arma::uword n, arma::uword j) {
  const double own = distances[j];
  std::uint32_t before = 0;
  for (arma::uword i = 0; i < j; ++i) before += distances[i] <= own;
  for (arma::uword i = j + 1; i < n; ++i) before += distances[i] < own;
  return before + 1;
}

EMBEDDING_VECTORISED void add_squares(const double* coordinates, arma::uword n, double at,
                                      double* sums) {
  for (arma::uword i = 0; i < n; ++i) {
    const double d = coordinates[i] - at;
    sums[i] += d * d;
  }
}

EMBEDDING_VECTORISED double sum_of_roots(const double* values, arma::uword n) {
  double parts[8] = {};
  arma::uword i = 0;
  for (; i + 8 <= n; i += 8) {
    for (arma::uword part = 0; part < 8; ++part) parts[part] += std::sqrt(values[i + part]);
  }
  double sum = ((parts[0] + parts[4]) + (parts[2] + parts[6])) +
               ((parts[1] + parts[5]) + (parts[3] + parts[7]));
  for (; i < n; ++i) sum += std::sqrt(values[i]);
  return sum;
}

}  // namespace embedding
