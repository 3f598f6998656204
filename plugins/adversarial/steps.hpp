// SPDX-License-Identifier: MIT
#pragma once

#include "adversarial/attack.hpp"

namespace lucarne::adversarial {

/// Moves each input at random within its ball, uniformly, and into the bounds.
void start_at_random(const Random& random, const Victims& victims, const Attack& attack,
                     arma::fmat& inputs);

/// Moves each input one step along the gradient of the loss (against it where the attack is
/// targeted), back into its ball around the victim, and into the bounds.
/// shape: gradient and inputs features x items
void take_step(const Attack& attack, const Victims& victims, const arma::fmat& gradient,
               arma::fmat& inputs);

}  // namespace lucarne::adversarial
