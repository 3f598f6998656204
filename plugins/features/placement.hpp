// SPDX-License-Identifier: MIT
#pragma once

#include "features/picture.hpp"

namespace lucarne::features {

/// How a picture is moved before the network sees it, so that what is found does not hang on single
/// pixels.
struct Placement {
  double angle = 0;  ///< radians, around the centre
  double scale = 1;  ///< above 1: larger
  double down = 0;   ///< pixels
  double right = 0;
};

/// The picture moved, values between its pixels by bilinear interpolation, `outside` beyond.
/// shape: canvas.size()
arma::vec moved(const arma::vec& picture, const Canvas& canvas, const Placement& placement,
                double outside);

/// d loss / d picture from d loss / d moved picture.
arma::vec moved_gradient(const arma::vec& of_moved, const Canvas& canvas,
                         const Placement& placement);

/// Adds the gradient of `weight` times the total variation (the sum of the lengths of the steps to
/// the right and down, over the number of pixels) and returns that product.
/// source: Rudin, Osher, Fatemi 1992
double add_total_variation(const arma::vec& picture, const Canvas& canvas, double weight,
                           arma::vec& gradient);

}  // namespace lucarne::features
