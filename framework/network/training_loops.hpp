// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// Training's innermost loops, compiled for several instruction sets. Apart from the rest, and
/// without heavy headers, because they need a compiler option of their own.
namespace lucarne::training {

/// parameters -= rate * gradients
void descend(float* parameters, const float* gradients, std::size_t n, float rate);

/// velocity = momentum * velocity + gradients; parameters -= rate * velocity
void descend_with_momentum(float* parameters, float* velocity, const float* gradients,
                           std::size_t n, float rate, float momentum);

struct AdamStep {
  float first_share;   ///< 1 - beta1
  float second_share;  ///< 1 - beta2
  float rate;          ///< with both bias corrections
  float epsilon;       ///< with the second moment's bias correction
};

/// Moves both moments towards the gradients and their squares, then
/// parameters -= rate * first / (sqrt(second) + epsilon).
void adam(float* parameters, float* first, float* second, const float* gradients, std::size_t n,
          const AdamStep& step);

/// averages += share * (values - averages)
void approach(float* averages, const float* values, std::size_t n, float share);

}  // namespace lucarne::training
