// SPDX-License-Identifier: MIT
#include "weights/faint_units.hpp"

#include <cmath>

namespace lucarne::weights {

arma::vec unit_magnitudes(const arma::fmat& weights) {
  arma::vec magnitudes(weights.n_cols);
  for (arma::uword unit = 0; unit < weights.n_cols; ++unit) {
    const arma::vec column = arma::conv_to<arma::vec>::from(weights.col(unit));
    magnitudes(unit) = std::sqrt(arma::dot(column, column) / static_cast<double>(column.n_elem));
  }
  return magnitudes;
}

arma::uvec faint_units(const arma::vec& magnitudes) {
  if (magnitudes.is_empty()) return {};
  const arma::vec sorted = arma::sort(magnitudes);
  const double upper = sorted((sorted.n_elem - 1) * 3 / 4);
  return arma::find(magnitudes < upper / 3);
}

}  // namespace lucarne::weights
