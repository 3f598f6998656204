// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <string_view>

namespace lucarne::saliency {

/// A rule of integration over [0, 1].
struct Quadrature {
  arma::vec nodes;
  arma::vec weights;
};

/// `rule`: gauss-legendre, riemann-left, riemann-right, riemann-middle or trapezoid.
/// `captum`: the trapezoid's weights as captum has them (1 / n inside, half at the ends), which sum
/// to (n - 1) / n.
/// requires: n > 0
Quadrature quadrature(std::string_view rule, arma::uword n, bool captum);

}  // namespace lucarne::saliency
