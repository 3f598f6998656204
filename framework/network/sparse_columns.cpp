// SPDX-License-Identifier: MIT
#include "network/sparse_columns.hpp"

#include "network/vector_lanes.hpp"
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
  std::size_t row = 0;
  for (; row + 64 <= n_rows; row += 64) {
    EightFloats a{}, b{}, c{}, d{}, e{}, f{}, g{}, h{};
    for (std::size_t i = 0; i < n_entries; ++i) {
      const float value = entries[i].value;
      const float* column = matrix + entries[i].column * n_rows + row;
      a += value * load_vector<EightFloats>(column);
      b += value * load_vector<EightFloats>(column + 8);
      c += value * load_vector<EightFloats>(column + 16);
      d += value * load_vector<EightFloats>(column + 24);
      e += value * load_vector<EightFloats>(column + 32);
      f += value * load_vector<EightFloats>(column + 40);
      g += value * load_vector<EightFloats>(column + 48);
      h += value * load_vector<EightFloats>(column + 56);
    }
    store_vector(a, sum + row);
    store_vector(b, sum + row + 8);
    store_vector(c, sum + row + 16);
    store_vector(d, sum + row + 24);
    store_vector(e, sum + row + 32);
    store_vector(f, sum + row + 40);
    store_vector(g, sum + row + 48);
    store_vector(h, sum + row + 56);
  }
  std::fill(sum + row, sum + n_rows, 0.0F);
  for (std::size_t i = 0; i < n_entries && row < n_rows; ++i) {
    const float* column = matrix + entries[i].column * n_rows;
    for (std::size_t r = row; r < n_rows; ++r) sum[r] += entries[i].value * column[r];
  }
}

}  // namespace lucarne
