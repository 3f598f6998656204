// SPDX-License-Identifier: MIT
#include "network/sparse_columns.hpp"

#include "network/vectorised.hpp"

#include <algorithm>

namespace lucarne {

LUCARNE_VECTORISED
std::size_t nonzero_entries(const float* values, std::size_t n, std::size_t most, Entry* entries) {
  constexpr std::size_t block = 16;
  std::uint32_t all = 0;  // by whole vectors, which a list is not: most columns are full, or not
  for (std::size_t i = 0; i < n; ++i) all += values[i] != 0 ? 1U : 0U;
  if (all > most) return all;
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

// Strips of 64 rows: their sums stay in registers while the entries pass by. Vectors of eight even
// where the machine has wider ones: those of sixteen would be kept in memory under AVX2, and are no
// faster with AVX-512 where they are worked off in halves.
LUCARNE_VECTORISED
void sum_columns(const float* __restrict matrix, std::size_t n_rows,
                 const Entry* __restrict entries, std::size_t n_entries, float* __restrict sum) {
  using Eight = float __attribute__((vector_size(32), aligned(4), may_alias));
  std::size_t row = 0;
  for (; row + 64 <= n_rows; row += 64) {
    Eight a{}, b{}, c{}, d{}, e{}, f{}, g{}, h{};
    for (std::size_t i = 0; i < n_entries; ++i) {
      const float value = entries[i].value;
      const auto* column =
          reinterpret_cast<const Eight*>(matrix + entries[i].column * n_rows + row);
      a += value * column[0];
      b += value * column[1];
      c += value * column[2];
      d += value * column[3];
      e += value * column[4];
      f += value * column[5];
      g += value * column[6];
      h += value * column[7];
    }
    auto* into = reinterpret_cast<Eight*>(sum + row);
    into[0] = a;
    into[1] = b;
    into[2] = c;
    into[3] = d;
    into[4] = e;
    into[5] = f;
    into[6] = g;
    into[7] = h;
  }
  std::fill(sum + row, sum + n_rows, 0.0F);
  for (std::size_t i = 0; i < n_entries && row < n_rows; ++i) {
    const float* column = matrix + entries[i].column * n_rows;
    for (std::size_t r = row; r < n_rows; ++r) sum[r] += entries[i].value * column[r];
  }
}

}  // namespace lucarne
