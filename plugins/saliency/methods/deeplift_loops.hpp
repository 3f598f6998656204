// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace lucarne::saliency {

/// result = g (y - y0) / (x - x0), element by element; as it is where x and x0 hardly differ.
void store_ratios(const float* x, const float* x0, const float* y, const float* y0, const float* g,
                  std::size_t n, float* result);

/// Shares of g (y - y0): what lies between the item's extreme element and the baseline's, by the
/// item's; the rest by the baseline's. `sign`: 1 for the largest, -1 for the smallest.
void store_extremum_shares(const float* y, const float* y0, const float* g, float sign,
                           std::size_t n, float* to_item, float* to_baseline);

/// result = (result + more) / (x - x0); 0 where x and x0 hardly differ.
void divide_by_differences(const float* x, const float* x0, const float* more, std::size_t n,
                           float* result);

}  // namespace lucarne::saliency
