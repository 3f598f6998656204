// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

/// Same size and no element further apart than `tolerance`.
inline bool same(const arma::fmat& a, const arma::fmat& b, float tolerance = 0) {
  return arma::size(a) == arma::size(b) && arma::approx_equal(a, b, "absdiff", tolerance);
}
