// SPDX-License-Identifier: MIT
#include "embedding/umap_loops.hpp"

#include "embedding/power.hpp"
#include "embedding/vectorised.hpp"

namespace embedding {
namespace {

inline float cut(float move) {
  const float low = move < -largest_move ? -largest_move : move;
  return low > largest_move ? largest_move : low;
}

}  // namespace

EMBEDDING_VECTORISED
void offsets_to_pulls(float* dx, float* dy, std::size_t count, float a, float b) {
  for (std::size_t k = 0; k < count; ++k) {
    const float x = dx[k];
    const float y = dy[k];
    const float squared = x * x + y * y;
    const float raised = a * power(squared, b);
    // The least normal number: 0 divided by it stays 0.
    const float slope = -2 * b * raised / ((squared + 1.2e-38F) * (1 + raised));
    dx[k] = cut(slope * x);
    dy[k] = cut(slope * y);
  }
}

EMBEDDING_VECTORISED
void offsets_to_pushes(float* dx, float* dy, std::size_t count, float a, float b) {
  for (std::size_t k = 0; k < count; ++k) {
    const float x = dx[k];
    const float y = dy[k];
    const float squared = x * x + y * y;
    const float slope = 2 * b / ((0.001F + squared) * (1 + a * power(squared, b)));
    dx[k] = cut(slope * x);
    dy[k] = cut(slope * y);
  }
}

}  // namespace embedding
