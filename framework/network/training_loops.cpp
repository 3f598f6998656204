// SPDX-License-Identifier: MIT
#include "network/training_loops.hpp"

#include <algorithm>
#include <cmath>

// One copy of a loop for each of these instruction sets; the machine picks one when it starts.
// Rounding may differ between machines, never between threads.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LUCARNE_VECTORISED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LUCARNE_VECTORISED
#endif

namespace lucarne::training {

LUCARNE_VECTORISED
void descend(float* __restrict parameters, const float* __restrict gradients, std::size_t n,
             float rate) {
  for (std::size_t i = 0; i < n; ++i) parameters[i] -= rate * gradients[i];
}

LUCARNE_VECTORISED
void descend_with_momentum(float* __restrict parameters, float* __restrict velocity,
                           const float* __restrict gradients, std::size_t n, float rate,
                           float momentum) {
  for (std::size_t i = 0; i < n; ++i) {
    velocity[i] = momentum * velocity[i] + gradients[i];
    parameters[i] -= rate * velocity[i];
  }
}

LUCARNE_VECTORISED
void adam(float* __restrict parameters, float* __restrict first, float* __restrict second,
          const float* __restrict gradients, std::size_t n, const AdamStep& step) {
  const float rate = step.rate;
  const float epsilon = step.epsilon;
  const float first_share = step.first_share;
  const float second_share = step.second_share;
  for (std::size_t i = 0; i < n; ++i) {
    const float g = gradients[i];
    const float m = first[i] + first_share * (g - first[i]);
    const float v = second[i] + second_share * (g * g - second[i]);
    first[i] = m;
    second[i] = v;
    parameters[i] -= rate * m / (std::sqrt(v) + epsilon);
  }
}

LUCARNE_VECTORISED
void approach(float* __restrict averages, const float* __restrict values, std::size_t n,
              float share) {
  for (std::size_t i = 0; i < n; ++i) averages[i] += share * (values[i] - averages[i]);
}

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

}  // namespace lucarne::training
