// SPDX-License-Identifier: MIT
#include "embedding/pca.hpp"

#include <lucarne/covariance.hpp>

#include <cmath>

namespace embedding {

Pca principal_components(const arma::fmat& points, arma::uword d) {
  lucarne::Covariance covariance(points.n_rows);
  covariance.add(points);
  arma::mat centred = arma::conv_to<arma::mat>::from(points);
  centred.each_col() -= covariance.mean();
  arma::vec values;
  arma::mat vectors;
  if (!arma::eig_sym(values, vectors, covariance.covariance())) {
    values.zeros(points.n_rows);
    vectors.eye(points.n_rows, points.n_rows);
  }
  Pca pca{arma::mat(d, points.n_cols), arma::reverse(arma::clamp(values, 0, arma::datum::inf))};
  const arma::uword n_features = points.n_rows;
  for (arma::uword k = 0; k < std::min(d, n_features); ++k) {
    arma::vec loading = vectors.col(n_features - 1 - k);
    if (loading(arma::abs(loading).index_max()) < 0) loading = -loading;
    pca.scores.row(k) = loading.t() * centred;
  }
  return pca;
}

}  // namespace embedding
