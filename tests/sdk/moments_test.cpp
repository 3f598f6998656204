// SPDX-License-Identifier: MIT
#include "sdk/fold_laws.hpp"

#include <lucarne/moments.hpp>

#include <catch2/catch.hpp>

using lucarne::Error;
using lucarne::Moments;

namespace {

Moments moments_of(const arma::fmat& values) {
  Moments moments(values.n_rows);
  moments.add(values);
  return moments;
}

}  // namespace

TEST_CASE("moments are those of the items", "[moments]") {
  // 1, 2, 3, 6: mean 3, squared distances 4 + 1 + 0 + 9 = 14.
  const Moments moments = moments_of({{1, 2, 3, 6}, {5, 5, 5, 5}});
  CHECK(moments.count() == 4);
  CHECK(moments.mean()(0) == 3);
  CHECK(moments.variance()(0) == Approx(14.0 / 3).epsilon(1e-15));
  CHECK(moments.population_variance()(0) == 3.5);
  CHECK(moments.min()(0) == 1);
  CHECK(moments.max()(0) == 6);
  CHECK(moments.mean()(1) == 5);
  CHECK(moments.variance()(1) == 0);
}

TEST_CASE("moments about a large mean keep their digits", "[moments]") {
  // Squares of 1e9 + k would need 60 bits more than their differences.
  arma::mat values{{1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}};
  Moments in_one(1);
  in_one.add(values);
  Moments in_two(1);
  in_two.add(arma::mat(values.head_cols(1)));
  in_two.add(arma::mat(values.tail_cols(3)));
  CHECK(in_one.variance()(0) == 30);
  CHECK(in_two.variance()(0) == Approx(30).epsilon(1e-14));
  CHECK(in_two.mean()(0) == 1e9 + 10);
}

TEST_CASE("moments of no item are not numbers, of one item have no variance", "[moments]") {
  const Moments none(1);
  CHECK(none.mean().has_nan());
  CHECK(none.min().has_nan());
  CHECK(none.max().has_nan());
  CHECK(none.population_variance().has_nan());
  const Moments one = moments_of(arma::fvec{7});
  CHECK(one.mean()(0) == 7);
  CHECK(one.variance().has_nan());
  CHECK(one.population_variance()(0) == 0);
}

TEST_CASE("NaN makes mean and variance of its feature NaN and no other's", "[moments]") {
  const float nan = arma::fdatum::nan;
  const Moments moments = moments_of({{1, nan, 3}, {1, 2, 3}});
  CHECK(std::isnan(moments.mean()(0)));
  CHECK(std::isnan(moments.variance()(0)));
  CHECK(moments.max()(0) == 3);
  CHECK(moments.mean()(1) == 2);
}

TEST_CASE("moments obey the laws of folds", "[moments]") {
  const arma::fmat values = normal_values(6, 40);
  check_fold_laws(Moments(6), values, [](Moments& state, const arma::fmat& columns, arma::uword) {
    state.add(columns);
  });
  Moments pieces(6);
  for (arma::uword i = 0; i < 40; i += 8) pieces.add(arma::fmat(values.cols(i, i + 7)));
  const Moments whole = moments_of(values);
  CHECK(arma::approx_equal(pieces.mean(), whole.mean(), "reldiff", 1e-12));
  CHECK(arma::approx_equal(pieces.variance(), whole.variance(), "reldiff", 1e-12));
  // Against Armadillo's own.
  const arma::mat as_double = arma::conv_to<arma::mat>::from(values);
  const arma::vec variance = arma::var(as_double, 0, 1);
  CHECK(arma::approx_equal(whole.variance(), variance, "reldiff", 1e-12));
}

TEST_CASE("moments of other features are refused", "[moments]") {
  Moments moments(2);
  CHECK_THROWS_WITH(moments.add(arma::fmat(3, 1, arma::fill::zeros)),
                    "moments: 2 features wanted, found 3; give the state its number of features "
                    "where the fold starts, and add matrices of features x items");
  CHECK_THROWS_WITH(moments.merge(Moments(3)),
                    "moments: 2 features wanted, found 3; only states that were started alike can "
                    "be merged; give them their sizes where the fold starts");
}

TEST_CASE("moments whose saved sizes disagree are refused", "[moments]") {
  arma::uword count = 1;
  arma::vec two(2, arma::fill::zeros);
  arma::vec three(3, arma::fill::zeros);
  lucarne::Archive out;
  out(count, two, two, two, three);
  lucarne::Archive in(out.bytes());
  Moments moments;
  CHECK_THROWS_WITH(moments.archive(in), "saved state is damaged: sizes of moments disagree");
}
