// SPDX-License-Identifier: MIT
#include "weights/spectrum.hpp"

#include <lucarne/error.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::weights {
namespace {

// Slices bound the memory of the double copy: 2 MB for a side of 256.
constexpr arma::uword slice = 1024;

// W' W or W W', whichever is smaller.
arma::mat smaller_gram(const arma::fmat& matrix) {
  const bool tall = matrix.n_rows >= matrix.n_cols;
  const arma::uword side = std::min(matrix.n_rows, matrix.n_cols);
  const arma::uword length = std::max(matrix.n_rows, matrix.n_cols);
  arma::mat gram(side, side, arma::fill::zeros);
  for (arma::uword first = 0; first < length; first += slice) {
    const arma::uword last = std::min(first + slice, length) - 1;
    if (tall) {
      const arma::mat part = arma::conv_to<arma::mat>::from(matrix.rows(first, last));
      gram += part.t() * part;
    } else {
      const arma::mat part = arma::conv_to<arma::mat>::from(matrix.cols(first, last));
      gram += part * part.t();
    }
  }
  return gram;
}

}  // namespace

arma::vec singular_values(const arma::fmat& matrix) {
  arma::vec eigenvalues;
  if (matrix.is_empty()) return eigenvalues;
  if (!arma::eig_sym(eigenvalues, smaller_gram(matrix))) {
    throw Error("the singular values of a " + std::to_string(matrix.n_rows) + " x " +
                std::to_string(matrix.n_cols) + " weight matrix could not be computed");
  }
  // Rounding can leave tiny negative eigenvalues where the rank is not full.
  return arma::sqrt(arma::clamp(arma::reverse(eigenvalues), 0.0, arma::datum::inf));
}

double effective_rank(const arma::vec& singular) {
  const double sum = arma::accu(singular);
  if (!(sum > 0)) return 0;
  double entropy = 0;
  for (const double value : singular) {
    const double share = value / sum;
    if (share > 0) entropy -= share * std::log(share);
  }
  return std::exp(entropy);
}

double stable_rank(const arma::vec& singular) {
  if (singular.is_empty() || !(singular.max() > 0)) return 0;
  const arma::vec relative = singular / singular.max();
  return arma::dot(relative, relative);
}

double noise_edge(arma::uword rows, arma::uword columns, double std) {
  return std * (std::sqrt(static_cast<double>(rows)) + std::sqrt(static_cast<double>(columns)));
}

}  // namespace lucarne::weights
