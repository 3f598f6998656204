// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <armadillo>

namespace lucarne::weights {

/// How alike neighbouring weights of each unit are: Moran's I over the horizontal and vertical
/// neighbours of the picture, as standard scores under independent normal weights. Learnt patterns
/// score far above 3; a unit that still holds its random start scores around 0. NaN for a constant
/// unit.
/// shape: one score a unit     requires: pictures.n_rows == size.height * size.width
/// source: Moran 1950, "Notes on continuous stochastic phenomena"; variance under normality: Cliff,
/// Ord 1981, "Spatial processes", section 1.5
arma::vec neighbour_scores(const arma::fmat& pictures, PictureSize size);

/// Units whose score is below 3: their weights cannot be told from noise.
arma::uvec noise_like(const arma::vec& scores);

}  // namespace lucarne::weights
