// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/figure.hpp>
#include <lucarne/shape.hpp>

#include <armadillo>
#include <string>

namespace lucarne::weights {

/// Fills `figure` with the incoming weights of the units: as pictures titled N0, N1, ... where
/// `size` says how, else as a heat map of the matrix (its first 1024 inputs). One diverging scale
/// serves all, centred at zero and cut where only 0.5 % of the weights lie beyond, so that a single
/// outlier does not fade everything else.
/// shape: units inputs x units shown     requires: units not empty and finite
void show_units(Figure& figure, const std::string& layer, const arma::fmat& units,
                PictureSize size);

/// Says which of the layer's units look like noise, or that none does.
void read_noise(Figure& figure, const arma::uvec& noise, arma::uword n_units);

/// Says which of the layer's units have weights much smaller than the others', where there are any.
void read_faint(Figure& figure, const arma::uvec& faint, arma::uword n_units);

}  // namespace lucarne::weights
