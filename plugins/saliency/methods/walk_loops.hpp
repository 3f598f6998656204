// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace lucarne::saliency {

/// y += factor x
void add_multiple(double factor, const double* x, std::size_t n, double* y);

/// sums += weight * on * gradient, element by element
void add_where_on(double weight, const double* on, const double* gradient, std::size_t n,
                  double* sums);

/// 1 where value + alpha slope is above zero, else 0.
void states_at(double alpha, const double* value, const double* slope, std::size_t n,
               double* states);

/// Writes the places where two vectors of states differ, in order; returns how many.
std::size_t differences(const double* left, const double* right, std::size_t n,
                        std::size_t* places);

}  // namespace lucarne::saliency
