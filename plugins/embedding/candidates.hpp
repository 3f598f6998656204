// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace embedding {

/// A point that may be among the nearest.
struct Candidate {
  float bound;  ///< the squared distance is not below this, but for a constant of the query
  std::uint32_t index;
};

/// Appends those of `count` bounds that are not above the threshold, until `room` are held.
/// returns: how many bounds it looked at, a multiple of 32 or all
std::size_t append_candidates(const float* bounds, std::size_t count, float threshold,
                              std::uint32_t first_index, std::size_t room,
                              std::vector<Candidate>& candidates);

/// Squared distance of two points times the square of `scale`, in eight partial sums on every
/// machine.
float squared_distance(const float* a, const float* b, std::size_t n_features, float scale);

}  // namespace embedding
