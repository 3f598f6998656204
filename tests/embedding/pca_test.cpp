// SPDX-License-Identifier: MIT
#include "embedding/pca.hpp"
#include "normal_points.hpp"

#include <catch2/catch.hpp>

using namespace embedding;

TEST_CASE("components of more features than items keep the items' distances and variance",
          "[pca]") {
  // Two blocks of features and a bit.
  const arma::fmat points = normal_points(4500, 12, "wide");
  const Pca pca = principal_components(points, 11);
  REQUIRE(pca.variances.n_elem == 12);
  arma::mat centred = arma::conv_to<arma::mat>::from(points);
  centred.each_col() -= arma::vec(arma::mean(centred, 1));
  // Eleven components hold twelve centred items whole; doubles summed over 4500 features.
  const arma::mat products = centred.t() * centred;
  CHECK(arma::approx_equal(pca.scores.t() * pca.scores, products, "reldiff", 1e-9));
  CHECK(arma::accu(pca.variances) == Approx(arma::trace(products) / 11).epsilon(1e-9));
  CHECK(pca.variances.is_sorted("descend"));
  for (arma::uword k = 0; k < 11; ++k) {
    CHECK(arma::var(pca.scores.row(k)) == Approx(pca.variances(k)).epsilon(1e-9));
    // The convention: the feature with the largest loading has a positive one.
    const arma::vec loading = centred * pca.scores.row(k).t();
    CHECK(loading(arma::abs(loading).index_max()) > 0);
  }
}

TEST_CASE("both ways to components agree, up to a feature more than items", "[pca]") {
  const arma::fmat square = normal_points(20, 20, "square");
  // A feature that is constant changes nothing, but the way.
  const arma::fmat wide = arma::join_cols(square, arma::fmat(1, 20, arma::fill::value(3.0F)));
  const Pca a = principal_components(square, 3);
  const Pca b = principal_components(wide, 3);
  CHECK(arma::approx_equal(a.scores, b.scores, "absdiff", 1e-9));
  CHECK(arma::approx_equal(a.variances, b.variances, "absdiff", 1e-9));
}

TEST_CASE("components of items that are all alike are zero", "[pca]") {
  const Pca pca = principal_components(arma::fmat(50, 4, arma::fill::value(0.1F)), 2);
  CHECK(arma::abs(pca.scores).max() < 1e-9);
  CHECK(arma::accu(pca.variances) == Approx(0).margin(1e-12));
}
