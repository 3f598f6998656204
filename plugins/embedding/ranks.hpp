// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace embedding {

/// Place of point j when all n points are ordered by distance, from 1; of equal distances the lower
/// index first. A point that must not count has an infinite distance.
arma::uword rank_among(const float* distances, arma::uword n, arma::uword j);
arma::uword rank_among(const double* distances, arma::uword n, arma::uword j);

/// Adds (coordinates(i) - at)^2 to sums(i), i = 0 .. n-1.
void add_squares(const double* coordinates, arma::uword n, double at, double* sums);

/// Sum of the square roots of n values, in eight parts on every machine.
double sum_of_roots(const double* values, arma::uword n);

}  // namespace embedding
