// SPDX-License-Identifier: MIT
#include "weights/smoothness.hpp"

#include <cmath>

namespace lucarne::weights {
namespace {

// Sum over neighbouring pixels of the product of their centred weights, each pair once.
double neighbour_products(const arma::vec& centred, PictureSize size) {
  double sum = 0;
  for (arma::uword row = 0; row < size.height; ++row) {
    for (arma::uword column = 0; column < size.width; ++column) {
      const arma::uword pixel = row * size.width + column;
      if (column + 1 < size.width) sum += centred(pixel) * centred(pixel + 1);
      if (row + 1 < size.height) sum += centred(pixel) * centred(pixel + size.width);
    }
  }
  return sum;
}

// Sum of squares of the pixels' numbers of neighbours.
double squared_degrees(PictureSize size) {
  double sum = 0;
  for (arma::uword row = 0; row < size.height; ++row) {
    for (arma::uword column = 0; column < size.width; ++column) {
      const int degree =
          (row > 0) + (row + 1 < size.height) + (column > 0) + (column + 1 < size.width);
      sum += degree * degree;
    }
  }
  return sum;
}

}  // namespace

arma::vec neighbour_scores(const arma::fmat& pictures, PictureSize size) {
  const auto n = static_cast<double>(pictures.n_rows);
  const auto pairs =
      static_cast<double>(size.height * (size.width - 1) + (size.height - 1) * size.width);
  arma::vec scores(pictures.n_cols);
  scores.fill(arma::datum::nan);
  if (pictures.n_rows < 3) return scores;

  // Moments of I for symmetric 0/1 neighbourhoods: S0 = 2 pairs, S1 = 2 S0, S2 = 4 sum of
  // degrees^2.
  const double s0 = 2 * pairs;
  const double expected = -1 / (n - 1);
  const double second =
      (n * n * 2 * s0 - n * 4 * squared_degrees(size) + 3 * s0 * s0) / ((n * n - 1) * s0 * s0);
  const double deviation = std::sqrt(second - expected * expected);
  if (!(deviation > 0)) return scores;

  for (arma::uword unit = 0; unit < pictures.n_cols; ++unit) {
    arma::vec weights = arma::conv_to<arma::vec>::from(pictures.col(unit));
    if (weights.min() == weights.max()) continue;
    weights -= arma::mean(weights);
    const double moran =
        n / pairs * neighbour_products(weights, size) / arma::dot(weights, weights);
    scores(unit) = (moran - expected) / deviation;
  }
  return scores;
}

arma::uvec noise_like(const arma::vec& scores) { return arma::find(scores < 3); }

}  // namespace lucarne::weights
