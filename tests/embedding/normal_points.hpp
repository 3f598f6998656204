// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/random.hpp>

#include <armadillo>

/// Points of independent normal features; other names, other points.
inline arma::fmat normal_points(arma::uword n_features, arma::uword n, const char* name) {
  const lucarne::Random random(7, name);
  arma::fmat points(n_features, n);
  for (arma::uword k = 0; k < points.n_elem; ++k) {
    points(k) = static_cast<float>(random.normal(k, 0));
  }
  return points;
}
