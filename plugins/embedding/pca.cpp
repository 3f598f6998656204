// SPDX-License-Identifier: MIT
#include "embedding/pca.hpp"

#include <lucarne/covariance.hpp>

#include <algorithm>
#include <cmath>

namespace embedding {
namespace {

// Eigenvalues, rising, and their vectors; none where LAPACK finds none.
struct Spectrum {
  explicit Spectrum(const arma::mat& symmetric) {
    if (arma::eig_sym(values, vectors, symmetric)) return;
    values.zeros(symmetric.n_rows);
    vectors.eye(symmetric.n_rows, symmetric.n_rows);
  }
  arma::vec values;
  arma::mat vectors;
};

Pca empty_pca(const arma::vec& variances, arma::uword d, arma::uword n) {
  Pca pca{arma::mat(d, n), arma::reverse(arma::clamp(variances, 0, arma::datum::inf)), 0};
  pca.total = arma::accu(pca.variances);
  return pca;
}

Pca by_covariance(const arma::fmat& points, arma::uword d) {
  lucarne::Covariance covariance(points.n_rows);
  covariance.add(points);
  arma::mat centred = arma::conv_to<arma::mat>::from(points);
  centred.each_col() -= covariance.mean();
  const Spectrum spectrum(covariance.covariance());
  Pca pca = empty_pca(spectrum.values, d, points.n_cols);
  const arma::uword n_features = points.n_rows;
  for (arma::uword k = 0; k < std::min(d, n_features); ++k) {
    arma::vec loading = spectrum.vectors.col(n_features - 1 - k);
    if (loading(arma::abs(loading).index_max()) < 0) loading = -loading;
    pca.scores.row(k) = loading.t() * centred;
  }
  return pca;
}

// Calls use(rows) for the features in blocks, centred, in double: all at once can take gigabytes.
template <class Use>
void for_centred_blocks(const arma::fmat& points, const Use& use) {
  constexpr arma::uword features_at_once = 2048;
  for (arma::uword first = 0; first < points.n_rows; first += features_at_once) {
    const arma::uword last = std::min(points.n_rows, first + features_at_once) - 1;
    arma::mat rows = arma::conv_to<arma::mat>::from(points.rows(first, last));
    rows.each_col() -= arma::vec(arma::mean(rows, 1));
    use(rows);
  }
}

// The products of the items with one another have the covariance's eigenvalues, and the scores for
// eigenvectors.
Pca by_products(const arma::fmat& points, arma::uword d) {
  const arma::uword n = points.n_cols;
  arma::mat products(n, n, arma::fill::zeros);
  for_centred_blocks(points, [&](const arma::mat& rows) { products += rows.t() * rows; });
  const Spectrum spectrum(products);
  Pca pca = empty_pca(spectrum.values / static_cast<double>(n - 1), d, n);
  const arma::uword n_scores = std::min(d, n);
  if (n_scores == 0) return pca;
  const arma::mat items = arma::fliplr(spectrum.vectors.tail_cols(n_scores));
  arma::vec largest(n_scores, arma::fill::zeros);
  for_centred_blocks(points, [&](const arma::mat& rows) {
    const arma::mat loadings = rows * items;
    for (arma::uword k = 0; k < n_scores; ++k) {
      const double most = loadings(arma::abs(loadings.col(k)).index_max(), k);
      if (std::abs(most) > std::abs(largest(k))) largest(k) = most;
    }
  });
  for (arma::uword k = 0; k < n_scores; ++k) {
    const double length = std::sqrt(std::max(0.0, spectrum.values(n - 1 - k)));
    pca.scores.row(k) = (largest(k) < 0 ? -length : length) * items.col(k).t();
  }
  return pca;
}

}  // namespace

Pca principal_components(const arma::fmat& points, arma::uword d) {
  return points.n_rows <= points.n_cols ? by_covariance(points, d) : by_products(points, d);
}

}  // namespace embedding
