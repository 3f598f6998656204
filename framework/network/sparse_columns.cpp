// SPDX-License-Identifier: MIT
#include "network/sparse_columns.hpp"

#include "network/vectorised.hpp"

#include <algorithm>

namespace lucarne {

LUCARNE_VECTORISED
std::size_t nonzero_entries(const float* values, std::size_t n, Entry* entries) {
  constexpr std::size_t block = 16;
  std::size_t count = 0;
  for (std::size_t first = 0; first < n; first += block) {
    const std::size_t end = std::min(first + block, n);
    int any = 0;
    for (std::size_t i = first; i < end; ++i) any |= values[i] != 0 ? 1 : 0;
    if (any == 0) continue;
    for (std::size_t i = first; i < end; ++i) {
      // Always written, kept where not zero: a branch here is mispredicted at every edge.
      entries[count] = {static_cast<std::uint32_t>(i), values[i]};
      count += values[i] != 0 ? 1 : 0;
    }
  }
  return count;
}

// Strips of 64 rows: their sums stay in registers while the entries pass by.
LUCARNE_VECTORISED
void sum_columns(const float* __restrict matrix, std::size_t n_rows,
                 const Entry* __restrict entries, std::size_t n_entries, float* __restrict sum) {
  using Sixteen = float __attribute__((vector_size(64), aligned(4), may_alias));
  std::size_t row = 0;
  for (; row + 64 <= n_rows; row += 64) {
    Sixteen a{}, b{}, c{}, d{};
    for (std::size_t i = 0; i < n_entries; ++i) {
      const float value = entries[i].value;
      const auto* column =
          reinterpret_cast<const Sixteen*>(matrix + entries[i].column * n_rows + row);
      a += value * column[0];
      b += value * column[1];
      c += value * column[2];
      d += value * column[3];
    }
    auto* into = reinterpret_cast<Sixteen*>(sum + row);
    into[0] = a;
    into[1] = b;
    into[2] = c;
    into[3] = d;
  }
  std::fill(sum + row, sum + n_rows, 0.0F);
  for (std::size_t i = 0; i < n_entries && row < n_rows; ++i) {
    const float* column = matrix + entries[i].column * n_rows;
    for (std::size_t r = row; r < n_rows; ++r) sum[r] += entries[i].value * column[r];
  }
}

}  // namespace lucarne
