// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// Products with columns that are mostly zero, compiled for several instruction sets. Without heavy
/// headers, because they are compiled apart.
namespace lucarne {

/// One non-zero value and where it belongs.
struct Entry {
  std::uint32_t column;
  float value;
};

/// The values that are not zero (NaN is not), in order, where there are no more than `most`.
/// Returns how many there are; there must be room for n, which is below 2^32.
std::size_t nonzero_entries(const float* values, std::size_t n, std::size_t most, Entry* entries);

/// sum = the entries' columns of a matrix of `n_rows` rows, each times its entry's value.
void sum_columns(const float* matrix, std::size_t n_rows, const Entry* entries,
                 std::size_t n_entries, float* sum);

}  // namespace lucarne
