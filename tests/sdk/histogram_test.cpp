// SPDX-License-Identifier: MIT
#include "sdk/fold_laws.hpp"

#include <lucarne/histogram.hpp>

#include <catch2/catch.hpp>

using lucarne::even_edges;
using lucarne::Histogram;

TEST_CASE("a value on an inner edge belongs to the upper bin, on the last edge to the last",
          "[histogram]") {
  Histogram histogram(arma::vec{0, 1, 2, 4});
  histogram.add(arma::fmat{{0, 0.5F, 1, 1.5F, 2, 3.9F, 4}});
  CHECK(arma::approx_equal(histogram.counts(), arma::uvec{2, 2, 3}, "absdiff", 0));
  CHECK(arma::approx_equal(histogram.centres(), arma::vec{0.5, 1.5, 3}, "absdiff", 0));
}

TEST_CASE("what lies outside the edges is counted beside the bins", "[histogram]") {
  Histogram histogram(arma::vec{0, 1});
  const float inf = arma::fdatum::inf;
  histogram.add(arma::fmat{{-1, -inf, 0.5F, 2, inf, arma::fdatum::nan, 3}});
  CHECK(histogram.counts()(0, 0) == 1);
  CHECK(histogram.below()(0) == 2);
  CHECK(histogram.above()(0) == 3);
  CHECK(histogram.nan()(0) == 1);
}

TEST_CASE("every value lies between the edges of its bin however uneven they are", "[histogram]") {
  const arma::vec edges{-3, -2.9, -0.01, 0, 0.3, 0.31, 2.5, 3};
  const arma::fmat values = arma::clamp(normal_values(1, 500), -2.99F, 2.99F);
  Histogram histogram(edges);
  histogram.add(values);
  for (arma::uword bin = 0; bin + 1 < edges.n_elem; ++bin) {
    arma::uword expected = 0;
    for (const float value : values) expected += value >= edges(bin) && value < edges(bin + 1);
    CHECK(histogram.counts()(bin, 0) == expected);
  }
}

TEST_CASE("edges at tenths put tenths into the upper bin", "[histogram]") {
  // 0.3 / 0.1 rounds to 2.9999999999999996: the edges decide, not the quotient.
  const arma::vec edges = even_edges(0, 1, 10);
  Histogram histogram(edges);
  histogram.add(arma::mat(edges.head(10).t()));
  CHECK(arma::all(arma::vectorise(histogram.counts()) == 1));
}

TEST_CASE("features may share edges or have their own", "[histogram]") {
  Histogram shared(arma::vec{0, 1, 2}, 2);
  shared.add(arma::fmat{{0.5F, 1.5F}, {1.5F, 1.6F}});
  CHECK(arma::approx_equal(shared.counts(), arma::umat{{1, 0}, {1, 2}}, "absdiff", 0));
  Histogram own(arma::mat{{0, 10}, {1, 20}, {2, 30}});
  own.add(arma::fmat{{0.5F, 1.5F}, {15, 5}});
  CHECK(arma::approx_equal(own.counts(), arma::umat{{1, 1}, {1, 0}}, "absdiff", 0));
  CHECK(own.below()(1) == 1);
  CHECK(own.edges(1)(2) == 30);
}

TEST_CASE("histograms obey the laws of folds", "[histogram]") {
  const auto add = [](Histogram& state, const arma::fmat& columns, arma::uword) {
    state.add(columns);
  };
  const Histogram fresh(even_edges(-2, 2, 9), 3);
  check_fold_laws(fresh, normal_values(3, 30), add);
  check_order_does_not_matter(fresh, normal_values(3, 30), add);
}

TEST_CASE("a histogram without proper edges is refused", "[histogram]") {
  CHECK_THROWS_WITH(Histogram(arma::vec{1}), "histogram: two edges at least wanted, found 1");
  CHECK_THROWS_WITH(Histogram(arma::vec{0, 2, 2}),
                    "histogram: finite edges that rise wanted, found 2.000000 at place 2");
  CHECK_THROWS_WITH(even_edges(1, 1, 3),
                    "histogram: finite ends, low below high, and one bin at least wanted, found 3 "
                    "bins from 1.000000 to 1.000000");
  CHECK_THROWS_AS(even_edges(0, arma::datum::inf, 3), lucarne::Error);
  CHECK_THROWS_AS(even_edges(0, 1, 0), lucarne::Error);
}

TEST_CASE("histograms of different edges are not merged", "[histogram]") {
  Histogram left(arma::vec{0, 1});
  CHECK_THROWS_WITH(left.merge(Histogram(arma::vec{0, 2})),
                    "histogram: states of the same edges wanted, found different ones; fix the "
                    "edges where the fold starts, not by what a block holds");
  CHECK_THROWS_AS(left.merge(Histogram(arma::vec{0, 0.5, 1})), lucarne::Error);
  Histogram two(arma::vec{0, 1}, 2);
  CHECK_THROWS_AS(two.add(arma::fmat(3, 1, arma::fill::zeros)), lucarne::Error);
}
