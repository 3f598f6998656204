// SPDX-License-Identifier: MIT
#include "network/training_loops.hpp"

#include "network/vectorised.hpp"

#include <cmath>

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

}  // namespace lucarne::training
