// SPDX-License-Identifier: MIT
#include "sdk/fold_laws.hpp"

#include <lucarne/covariance.hpp>

#include <catch2/catch.hpp>

using lucarne::Covariance;

namespace {

void add_to_covariance(Covariance& state, const arma::fmat& columns, arma::uword) {
  state.add(columns);
}

}  // namespace

TEST_CASE("covariance and correlation are those of the items", "[covariance]") {
  // x = 1, 2, 3; y = 2, 4, 9: distances -1, 0, 1 and -3, -1, 4.
  Covariance covariance(2);
  covariance.add(arma::fmat{{1, 2, 3}, {2, 4, 9}});
  CHECK(covariance.count() == 3);
  CHECK(covariance.mean()(1) == 5);
  CHECK(arma::approx_equal(covariance.covariance(), arma::mat{{1, 3.5}, {3.5, 13}}, "absdiff",
                           1e-14));
  const arma::mat r = covariance.correlation();
  CHECK(r(0, 0) == 1);
  CHECK(r(0, 1) == Approx(7 / std::sqrt(2.0 * 26)).epsilon(1e-14));
  CHECK(r(0, 1) == r(1, 0));
}

TEST_CASE("blocks give the covariance of the whole", "[covariance]") {
  const arma::fmat values = normal_values(5, 64) + 1000;
  Covariance pieces(5);
  for (arma::uword first = 0; first < 64; first += 16) {
    Covariance block(5);
    block.add(arma::fmat(values.cols(first, first + 15)));
    pieces.merge(block);
  }
  const arma::mat as_double = arma::conv_to<arma::mat>::from(values.t());
  const arma::mat expected = arma::cov(as_double);
  CHECK(arma::approx_equal(pieces.covariance(), expected, "absdiff", 1e-11));
  CHECK(pieces.covariance().is_symmetric());
}

TEST_CASE("a constant feature has no correlation, though its variance rounds", "[covariance]") {
  // The mean of three times 0.1 is not 0.1.
  Covariance covariance(2);
  covariance.add(arma::mat{{0.1, 0.1, 0.1}, {1, 2, 3}});
  const arma::mat r = covariance.correlation();
  CHECK(std::isnan(r(0, 0)));
  CHECK(std::isnan(r(0, 1)));
  CHECK(std::isnan(r(1, 0)));
  CHECK(r(1, 1) == 1);
}

TEST_CASE("covariance of too few items is not a number", "[covariance]") {
  Covariance covariance(2);
  CHECK(covariance.mean().has_nan());
  CHECK(covariance.correlation().has_nan());
  covariance.add(arma::fvec{1, 2});
  CHECK(covariance.covariance().has_nan());
  CHECK(covariance.mean()(1) == 2);
}

TEST_CASE("covariances obey the laws of folds", "[covariance]") {
  check_fold_laws(Covariance(4), normal_values(4, 30), add_to_covariance);
}

TEST_CASE("covariance of other features is refused", "[covariance]") {
  Covariance covariance(2);
  CHECK_THROWS_AS(covariance.add(arma::fmat(3, 1, arma::fill::zeros)), lucarne::Error);
  CHECK_THROWS_AS(covariance.merge(Covariance(3)), lucarne::Error);
}
