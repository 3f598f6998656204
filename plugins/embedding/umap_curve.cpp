// SPDX-License-Identifier: MIT
#include "embedding/umap_curve.hpp"

#include <armadillo>
#include <cmath>

namespace embedding {
namespace {

constexpr arma::uword n_distances = 300;
constexpr int most_steps = 500;

// Residuals, and their derivatives by log a and b: a stays positive.
struct Fit {
  Fit(const arma::vec& distances, const arma::vec& wanted, double log_a, double b)
      : residual(distances.n_elem), slope(distances.n_elem, 2) {
    for (arma::uword i = 0; i < distances.n_elem; ++i) {
      const double d = distances(i);
      const double power = d > 0 ? std::exp(log_a + 2 * b * std::log(d)) : 0;
      const double value = 1 / (1 + power);
      residual(i) = value - wanted(i);
      slope(i, 0) = -value * value * power;
      slope(i, 1) = d > 0 ? 2 * std::log(d) * slope(i, 0) : 0;
    }
  }
  arma::vec residual;
  arma::mat slope;
  double error() const { return arma::dot(residual, residual); }
};

}  // namespace

UmapCurve fit_curve(double min_distance, double spread) {
  const arma::vec distances = arma::linspace(0, 3 * spread, n_distances);
  arma::vec wanted = distances;
  wanted.transform(
      [&](double d) { return d < min_distance ? 1 : std::exp(-(d - min_distance) / spread); });
  double log_a = 0;
  double b = 1;
  double damping = 1e-3;
  Fit fit(distances, wanted, log_a, b);
  for (int step = 0; step < most_steps && damping < 1e12; ++step) {
    const arma::mat curvature = fit.slope.t() * fit.slope;
    const arma::vec gradient = fit.slope.t() * fit.residual;
    const arma::mat damped = curvature + damping * arma::diagmat(curvature.diag() + 1e-12);
    const double determinant = damped(0, 0) * damped(1, 1) - damped(0, 1) * damped(1, 0);
    const double move_a = (damped(1, 1) * gradient(0) - damped(0, 1) * gradient(1)) / determinant;
    const double move_b = (damped(0, 0) * gradient(1) - damped(1, 0) * gradient(0)) / determinant;
    const Fit next(distances, wanted, log_a - move_a, b - move_b);
    if (!(next.error() < fit.error())) {
      damping *= 10;
      continue;
    }
    log_a -= move_a;
    b -= move_b;
    const bool settled = fit.error() - next.error() < 1e-15 * fit.error();
    fit = next;
    damping /= 10;
    if (settled) break;
  }
  return {std::exp(log_a), b};
}

}  // namespace embedding
