// SPDX-License-Identifier: MIT
#include "saliency/methods/table_loops.hpp"

#include "saliency/methods/vectorised.hpp"

namespace lucarne::saliency {

// Sums alone, no products: all instruction sets round alike.
SALIENCY_VECTORISED
void sum_columns(std::span<const float* const> columns, const float* first, std::size_t n,
                 float* __restrict sum) {
  for (std::size_t i = 0; i < n; ++i) sum[i] = first[i];
  for (const float* column : columns) {
    const float* __restrict from = column;
    for (std::size_t i = 0; i < n; ++i) sum[i] += from[i];
  }
}

SALIENCY_VECTORISED
void take_largest_of(std::span<const float* const> columns, float lowest, std::size_t n,
                     float* __restrict largest) {
  for (std::size_t i = 0; i < n; ++i) largest[i] = lowest;
  for (const float* column : columns) {
    const float* __restrict from = column;
    for (std::size_t i = 0; i < n; ++i) largest[i] = from[i] > largest[i] ? from[i] : largest[i];
  }
}

}  // namespace lucarne::saliency
