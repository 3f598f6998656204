// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace lucarne::saliency {

/// sum = first + the columns, one after the other, each of n numbers.
void sum_columns(std::span<const float* const> columns, const float* first, std::size_t n,
                 float* sum);

/// largest = the largest of `lowest` and the columns, element by element; NaN is dropped.
void take_largest_of(std::span<const float* const> columns, float lowest, std::size_t n,
                     float* largest);

}  // namespace lucarne::saliency
