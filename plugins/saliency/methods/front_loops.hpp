// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace lucarne::saliency {

/// A point of a straight line: from + alpha (to - from), in double, rounded to float.
struct LinePoint {
  double alpha;
  const float* from;
  const float* to;
};

/// largest = max(largest, point), element by element.
void take_largest(const LinePoint& point, std::size_t n, float* largest);

/// The gradient where a value is positive, else 0.
void keep_where_positive(const float* values, const float* gradient, std::size_t n, float* kept);

/// Where the point is `largest`: sums += weight * rest, and rest = 0.
void add_where_largest(const LinePoint& point, const float* largest, double weight, std::size_t n,
                       float* rest, double* sums);

}  // namespace lucarne::saliency
