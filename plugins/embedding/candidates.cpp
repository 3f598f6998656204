// SPDX-License-Identifier: MIT
#include "embedding/candidates.hpp"

#include "embedding/vectorised.hpp"

#include <algorithm>

namespace embedding {
namespace {

constexpr std::size_t candidate_lanes = 8;
using Floats = float __attribute__((vector_size(4 * candidate_lanes), aligned(4), may_alias));
using Flags = std::int64_t __attribute__((vector_size(4 * candidate_lanes)));
constexpr std::size_t values_per_test = 4 * candidate_lanes;

}  // namespace

EMBEDDING_VECTORISED std::size_t append_candidates(const float* bounds, std::size_t count,
                                                   float threshold, std::uint32_t first_index,
                                                   std::size_t room,
                                                   std::vector<Candidate>& candidates) {
  std::size_t j = 0;
  while (j < count && candidates.size() + values_per_test <= room) {
    const std::size_t end = std::min(count, j + values_per_test);
    if (end - j == values_per_test) {
      const Floats* four = reinterpret_cast<const Floats*>(bounds + j);
      const Flags any = reinterpret_cast<Flags>((four[0] <= threshold) | (four[1] <= threshold) |
                                                (four[2] <= threshold) | (four[3] <= threshold));
      if (((any[0] | any[1]) | (any[2] | any[3])) == 0) {
        j = end;
        continue;
      }
    }
    for (; j < end; ++j) {
      if (bounds[j] <= threshold) {
        candidates.push_back({bounds[j], first_index + static_cast<std::uint32_t>(j)});
      }
    }
  }
  return j;
}

EMBEDDING_VECTORISED float squared_distance(const float* a, const float* b, std::size_t n_features,
                                            float scale) {
  Floats parts{};
  std::size_t k = 0;
  for (; k + candidate_lanes <= n_features; k += candidate_lanes) {
    const Floats d =
        (*reinterpret_cast<const Floats*>(a + k) - *reinterpret_cast<const Floats*>(b + k)) * scale;
    parts += d * d;
  }
  float sum = ((parts[0] + parts[4]) + (parts[2] + parts[6])) +
              ((parts[1] + parts[5]) + (parts[3] + parts[7]));
  for (; k < n_features; ++k) {
    const float d = (a[k] - b[k]) * scale;
    sum += d * d;
  }
  return sum;
}

}  // namespace embedding
