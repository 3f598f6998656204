// SPDX-License-Identifier: MIT
#include "network/training_update.hpp"

#include <cmath>

// One copy of a loop for each of these instruction sets; the machine picks one when it starts.
// Rounding may differ between machines, never between threads.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LUCARNE_VECTORISED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LUCARNE_VECTORISED
#endif

namespace lucarne::training {
namespace {

constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;
constexpr double epsilon = 1e-8;

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
          const float* __restrict gradients, std::size_t n, float rate, float rate_epsilon) {
  constexpr auto b1 = static_cast<float>(beta1);
  constexpr auto b2 = static_cast<float>(beta2);
  for (std::size_t i = 0; i < n; ++i) {
    const float g = gradients[i];
    const float m = first[i] + (1 - b1) * (g - first[i]);
    const float v = second[i] + (1 - b2) * (g * g - second[i]);
    first[i] = m;
    second[i] = v;
    parameters[i] -= rate * m / (std::sqrt(v) + rate_epsilon);
  }
}

}  // namespace

std::size_t UpdateRule::n_moments() const {
  switch (spec_.optimizer) {
    case Optimizer::sgd: return 0;
    case Optimizer::momentum: return 1;
    case Optimizer::adam: return 2;
  }
  return 0;
}

// Kingma and Ba 2015, arXiv:1412.6980, algorithm 1. Both bias corrections are moved out of the loop
// as at the end of their section 2; epsilon is scaled along, so that the step is the algorithm's.
void UpdateRule::start_step() {
  ++n_steps_;
  const auto t = static_cast<double>(n_steps_);
  const double second_correction = std::sqrt(1 - std::pow(beta2, t));
  adam_rate_ =
      static_cast<float>(spec_.learning_rate * second_correction / (1 - std::pow(beta1, t)));
  adam_epsilon_ = static_cast<float>(epsilon * second_correction);
}

void UpdateRule::apply(float* parameters, float* first, float* second, const float* gradients,
                       std::size_t n) const {
  const auto rate = static_cast<float>(spec_.learning_rate);
  switch (spec_.optimizer) {
    case Optimizer::sgd: descend(parameters, gradients, n, rate); break;
    case Optimizer::momentum:
      descend_with_momentum(parameters, first, gradients, n, rate,
                            static_cast<float>(spec_.momentum));
      break;
    case Optimizer::adam:
      adam(parameters, first, second, gradients, n, adam_rate_, adam_epsilon_);
      break;
  }
}

}  // namespace lucarne::training
