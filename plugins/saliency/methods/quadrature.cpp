// SPDX-License-Identifier: MIT
#include "saliency/methods/quadrature.hpp"

#include <cmath>

namespace lucarne::saliency {
namespace {

// Legendre polynomial P_n and its derivative at x, by the three-term recurrence.
struct Legendre {
  double value = 0;
  double derivative = 0;
};

Legendre legendre(arma::uword n, double x) {
  double previous = 1;
  double now = x;
  for (arma::uword k = 2; k <= n; ++k) {
    const auto degree = static_cast<double>(k);
    const double next = ((2 * degree - 1) * x * now - (degree - 1) * previous) / degree;
    previous = now;
    now = next;
  }
  return {now, static_cast<double>(n) * (x * now - previous) / (x * x - 1)};
}

// Nodes are the roots of P_n, found by Newton's method from Tricomi's approximation.
Quadrature gauss_legendre(arma::uword n) {
  Quadrature rule{arma::vec(n), arma::vec(n)};
  if (n == 1) return {{0.5}, {1.0}};
  for (arma::uword i = 0; i < n; ++i) {
    double x = -std::cos(arma::datum::pi * (static_cast<double>(i) + 0.75) /
                         (static_cast<double>(n) + 0.5));
    for (int iteration = 0; iteration < 20; ++iteration) {
      const Legendre p = legendre(n, x);
      const double step = p.value / p.derivative;
      x -= step;
      if (std::abs(step) < 1e-15) break;
    }
    const Legendre p = legendre(n, x);
    rule.nodes(i) = (1 + x) / 2;
    rule.weights(i) = 1 / ((1 - x * x) * p.derivative * p.derivative);
  }
  return rule;
}

Quadrature trapezoid(arma::uword n, bool captum) {
  if (n == 1) return {{0.5}, {1.0}};
  Quadrature rule{arma::linspace(0, 1, n), arma::vec(n)};
  rule.weights.fill(1 / static_cast<double>(captum ? n : n - 1));
  rule.weights(0) /= 2;
  rule.weights(n - 1) /= 2;
  return rule;
}

}  // namespace

Quadrature quadrature(std::string_view rule, arma::uword n, bool captum) {
  if (rule == "gauss-legendre") return gauss_legendre(n);
  if (rule == "trapezoid") return trapezoid(n, captum);
  const double shift = rule == "riemann-left" ? 0.0 : rule == "riemann-middle" ? 0.5 : 1.0;
  const auto steps = static_cast<double>(n);
  Quadrature result{arma::vec(n), arma::vec(n)};
  result.weights.fill(1 / steps);
  for (arma::uword i = 0; i < n; ++i) result.nodes(i) = (static_cast<double>(i) + shift) / steps;
  return result;
}

}  // namespace lucarne::saliency
