// SPDX-License-Identifier: MIT
#include "saliency/methods/walk_loops.hpp"

#include "saliency/methods/vectorised.hpp"

#include <algorithm>

namespace lucarne::saliency {

SALIENCY_VECTORISED
void add_multiple(double factor, const double* __restrict x, std::size_t n, double* __restrict y) {
  for (std::size_t i = 0; i < n; ++i) y[i] += factor * x[i];
}

SALIENCY_VECTORISED
void add_where_on(double weight, const double* __restrict on, const double* __restrict gradient,
                  std::size_t n, double* __restrict sums) {
  for (std::size_t i = 0; i < n; ++i) sums[i] += (weight * on[i]) * gradient[i];
}

SALIENCY_VECTORISED
void states_at(double alpha, const double* __restrict value, const double* __restrict slope,
               std::size_t n, double* __restrict states) {
  for (std::size_t i = 0; i < n; ++i) {
    const int on = value[i] + alpha * slope[i] > 0 ? 1 : 0;
    states[i] = on;
  }
}

SALIENCY_VECTORISED
std::size_t differences(const double* __restrict left, const double* __restrict right,
                        std::size_t n, std::size_t* __restrict places) {
  // As a rule few differ: groups are compared at once.
  constexpr std::size_t group = 16;
  std::size_t count = 0;
  for (std::size_t first = 0; first < n; first += group) {
    const std::size_t end = std::min(first + group, n);
    int any = 0;
    for (std::size_t i = first; i < end; ++i) any |= left[i] != right[i] ? 1 : 0;
    if (any == 0) continue;
    for (std::size_t i = first; i < end; ++i) {
      places[count] = i;
      count += left[i] != right[i] ? 1 : 0;
    }
  }
  return count;
}

}  // namespace lucarne::saliency
