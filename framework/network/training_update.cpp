// SPDX-License-Identifier: MIT
#include "network/training_update.hpp"

#include <cmath>

namespace lucarne::training {
namespace {

constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;
constexpr double epsilon = 1e-8;

}  // namespace

// Kingma and Ba 2015, arXiv:1412.6980, algorithm 1. Both bias corrections are moved out of the loop
// as at the end of their section 2; epsilon is scaled along, so that the step is the algorithm's.
void UpdateRule::start_step() {
  ++n_steps_;
  const auto t = static_cast<double>(n_steps_);
  const double second_correction = std::sqrt(1 - std::pow(beta2, t));
  const double rate = spec_.learning_rate * second_correction / (1 - std::pow(beta1, t));
  adam_step_ = {static_cast<float>(1 - beta1), static_cast<float>(1 - beta2),
                static_cast<float>(rate), static_cast<float>(epsilon * second_correction)};
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
    case Optimizer::adam: adam(parameters, first, second, gradients, n, adam_step_); break;
  }
}

}  // namespace lucarne::training
