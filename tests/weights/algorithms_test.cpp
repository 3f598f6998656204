// SPDX-License-Identifier: MIT
#include "weights/correlation.hpp"
#include "weights/faint_units.hpp"
#include "weights/smoothness.hpp"
#include "weights/spectrum.hpp"
#include "weights/summary.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>
#include <cmath>

using namespace lucarne::weights;
using lucarne::PictureSize;

namespace {

arma::fmat noise(arma::uword rows, arma::uword columns, std::uint64_t stream = 0) {
  const lucarne::Random random(7, "noise");
  arma::fmat matrix(rows, columns);
  for (arma::uword i = 0; i < matrix.n_elem; ++i) {
    matrix(i) = static_cast<float>(random.normal(stream, i));
  }
  return matrix;
}

}  // namespace

TEST_CASE("a summary holds the population's mean, deviation and ends", "[summary]") {
  const Summary summary = summarise(arma::fmat{{-1, 0}, {2, 3}});
  CHECK(summary.mean == 1);
  // Deviations -2, -1, 1, 2: squares sum to 10, divided by n = 4.
  CHECK(summary.std == Approx(std::sqrt(2.5)).epsilon(1e-15));
  CHECK(summary.min == -1);
  CHECK(summary.max == 3);
}

TEST_CASE("weights below a hundredth of the largest magnitude are near zero", "[summary]") {
  // The limit is 0.04: -0.03 and 0 lie below it, 0.05 and -4 do not.
  CHECK(summarise(arma::fmat{{-0.03f, 0.05f, 0, -4}}).near_zero == 0.5);
  CHECK(summarise(arma::fmat(3, 2, arma::fill::zeros)).near_zero == 1);
}

TEST_CASE("a small spread around a large mean keeps its digits", "[summary]") {
  // 4096 and 4096.5: both exact in float; the naive sum of squares in float would lose them.
  arma::fmat weights(1000, 100);
  weights.fill(4096);
  weights.tail_cols(50).fill(4096.5f);
  CHECK(summarise(weights).std == Approx(0.25).epsilon(1e-12));
}

TEST_CASE("histogram bins are half open and the last takes the largest value", "[histogram]") {
  // Edges 0, 1, 2, 3, 4.
  const lucarne::Histogram result = histogram(arma::fmat{{0, 0.5f, 1, 3, 3.5f, 4}}, 4);
  CHECK(arma::all(result.counts().col(0) == arma::uvec{2, 1, 0, 3}));
  CHECK(arma::all(result.edges() == arma::vec{0, 1, 2, 3, 4}));
}

TEST_CASE("a histogram counts every value once", "[histogram]") {
  const arma::fmat values = noise(301, 7);
  for (const arma::uword bins : {1u, 2u, 3u, 100u}) {
    CHECK(arma::accu(histogram(values, bins).counts()) == values.n_elem);
  }
}

TEST_CASE("a constant sample fills one bin of a histogram one wide", "[histogram]") {
  const lucarne::Histogram result = histogram(arma::fmat{{2, 2, 2}}, 2);
  CHECK(arma::all(result.counts().col(0) == arma::uvec{0, 3}));
  CHECK(arma::all(result.edges() == arma::vec{1.5, 2, 2.5}));
}

TEST_CASE("singular values of an orthogonal product are the factors", "[spectrum]") {
  // Columns (3, 4) and (-8, 6) are perpendicular, of length 5 and 10.
  const arma::vec singular = singular_values(arma::fmat{{3, -8}, {4, 6}});
  REQUIRE(singular.n_elem == 2);
  CHECK(singular(0) == Approx(10).epsilon(1e-12));
  CHECK(singular(1) == Approx(5).epsilon(1e-12));
}

TEST_CASE("singular values agree with a decomposition, tall or wide", "[spectrum]") {
  // Both work in double; the Gram matrix squares the condition, here below 10: 1e-12 is ample.
  const arma::fmat tall = noise(1500, 20);
  const arma::vec expected = arma::svd(arma::conv_to<arma::mat>::from(tall));
  const arma::vec from_tall = singular_values(tall);
  const arma::vec from_wide = singular_values(arma::fmat(tall.t()));
  CHECK(arma::approx_equal(from_tall, expected, "reldiff", 1e-12));
  CHECK(arma::approx_equal(from_wide, expected, "reldiff", 1e-12));
}

TEST_CASE("a matrix of rank one has no other singular value", "[spectrum]") {
  const arma::fmat one = arma::fmat{1, 2, 3, 4}.t() * arma::fmat{1, -1, 2};
  const arma::vec singular = singular_values(one);
  CHECK(singular(0) == Approx(std::sqrt(30.0 * 6)).epsilon(1e-12));
  // The root of rounding in double: about 1e-8 of the largest.
  CHECK(singular(1) < 1e-6);
  CHECK(stable_rank(singular) == Approx(1).epsilon(1e-12));
  CHECK(effective_rank(singular) == Approx(1).margin(1e-5));
}

TEST_CASE("effective rank is the exponential of the entropy of the shares", "[spectrum]") {
  CHECK(effective_rank(arma::vec{2, 2, 2, 2}) == Approx(4).epsilon(1e-12));
  // Shares 1/2, 1/4, 1/4: entropy 3/2 ln 2, so 2^1.5.
  CHECK(effective_rank(arma::vec{2, 1, 1}) == Approx(std::pow(2, 1.5)).epsilon(1e-12));
  CHECK(effective_rank(arma::vec{3, 0, 0}) == Approx(1).epsilon(1e-12));
}

TEST_CASE("stable rank is the squared Frobenius over the squared spectral norm", "[spectrum]") {
  CHECK(stable_rank(arma::vec{4, 2, 2}) == Approx(24.0 / 16).epsilon(1e-12));
}

TEST_CASE("a zero matrix has rank zero in every sense", "[spectrum]") {
  const arma::vec singular = singular_values(arma::fmat(4, 3, arma::fill::zeros));
  CHECK(effective_rank(singular) == 0);
  CHECK(stable_rank(singular) == 0);
}

TEST_CASE("noise stays below its own edge and a planted direction rises above it", "[spectrum]") {
  const arma::fmat random = noise(400, 100);
  const double edge = noise_edge(400, 100, 1);
  CHECK(edge == 30);
  // Fluctuations of the largest value are of order n^(-1/6) of a unit, here below 1.
  CHECK(singular_values(random)(0) < edge + 1);
  const arma::fmat planted = random + 0.5f * arma::fmat(400, 100, arma::fill::ones);
  CHECK(singular_values(planted)(0) > 2 * edge);
}

TEST_CASE("correlation is that of centred columns", "[correlation]") {
  // Column 1 is -2 times column 0 plus 5; column 2 centred is (1, -2, 1), perpendicular to both.
  const arma::mat r = correlation(arma::fmat{{1, 3, 4}, {2, 1, 1}, {3, -1, 4}});
  CHECK(r(0, 0) == 1);
  CHECK(r(0, 1) == Approx(-1).epsilon(1e-14));
  CHECK(r(0, 2) == Approx(0).margin(1e-14));
  CHECK(r(2, 1) == r(1, 2));
}

TEST_CASE("a constant column has no correlation and is named", "[correlation]") {
  const arma::mat r = correlation(arma::fmat{{1, 0.1f, 2}, {2, 0.1f, 1}, {4, 0.1f, 0}});
  CHECK(std::isnan(r(1, 1)));
  CHECK(std::isnan(r(0, 1)));
  CHECK(std::isnan(r(1, 2)));
  CHECK(std::isfinite(r(0, 2)));
  const CorrelationSummary summary = summarise_correlation(r);
  CHECK(summary.pairs == 1);
  CHECK(summary.mean_magnitude == std::abs(r(0, 2)));
  REQUIRE(summary.constant.n_elem == 1);
  CHECK(summary.constant(0) == 1);
}

TEST_CASE("the strongest pairs come first, whatever their sign", "[correlation]") {
  const std::vector<UnitPair> pairs =
      most_correlated(arma::fmat{{1, 3, 4, 1}, {2, 1, 1, 2}, {3, -1, 4, 4}}, 2);
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].first == 0);
  CHECK(pairs[0].second == 1);
  CHECK(pairs[0].correlation == Approx(-1).epsilon(1e-14));
  // Column 3 centred is (-4, -1, 5) / 3: r with (-1, 0, 1) is 9 / sqrt(2 * 42).
  CHECK(pairs[1].second == 3);
  CHECK(std::abs(pairs[1].correlation) == Approx(9 / std::sqrt(84.0)).epsilon(1e-12));
}

TEST_CASE("strongest pairs are found across tiles as in the whole matrix", "[correlation]") {
  arma::fmat columns = noise(40, 600);
  columns.col(599) = columns.col(3) + 0.01f * columns.col(7);
  const std::vector<UnitPair> pairs = most_correlated(columns, 10);
  const arma::mat r = correlation(columns);
  REQUIRE(pairs.size() == 10);
  CHECK(pairs[0].first == 3);
  CHECK(pairs[0].second == 599);
  const arma::mat upper = arma::abs(arma::trimatu(r, 1));
  const arma::vec sorted = arma::sort(arma::vectorise(upper), "descend");
  for (arma::uword k = 0; k < 10; ++k) {
    // The same dot products in other groupings of the sum.
    CHECK(std::abs(pairs[k].correlation) == Approx(sorted(k)).epsilon(1e-12));
  }
}

TEST_CASE("one unit, or only constant units, have no pairs", "[correlation]") {
  CHECK(most_correlated(arma::fmat{{1, 2}}.t(), 10).empty());
  CHECK(most_correlated(arma::fmat(4, 3, arma::fill::ones), 10).empty());
}

TEST_CASE("a unit's magnitude is the root mean square of its weights", "[faint]") {
  const arma::vec magnitudes = unit_magnitudes(arma::fmat{{3, 0}, {-3, 0}, {0, 0}});
  CHECK(magnitudes(0) == Approx(std::sqrt(6.0)).epsilon(1e-15));
  CHECK(magnitudes(1) == 0);
}

TEST_CASE("units below a third of the upper quartile are faint", "[faint]") {
  // Sorted: 1, 1.9, 2.1, 6, 9; the upper quartile of five is the fourth, so the limit is 2.
  CHECK(arma::all(faint_units(arma::vec{6, 1.9, 2.1, 9, 1}) == arma::uvec{1, 4}));
  CHECK(faint_units(arma::vec{5, 5, 5}).is_empty());
  CHECK(faint_units(arma::vec{0, 0}).is_empty());
}

TEST_CASE("noise scores like a standard normal and a pattern far above", "[smoothness]") {
  const PictureSize size{28, 28};
  arma::fmat pictures = noise(784, 200);
  const arma::vec scores = neighbour_scores(pictures, size);
  // Standard errors over 200 units: 0.07 for the mean, 0.05 for the deviation; four of them.
  CHECK(arma::mean(scores) == Approx(0).margin(0.28));
  CHECK(arma::stddev(scores) == Approx(1).margin(0.2));

  for (arma::uword pixel = 0; pixel < 784; ++pixel) {
    pictures(pixel, 5) = std::sin(static_cast<float>(pixel % 28) / 4);
  }
  const arma::vec with_pattern = neighbour_scores(pictures, size);
  CHECK(with_pattern(5) > 30);
  const arma::uvec noisy = noise_like(with_pattern);
  CHECK(arma::any(noisy == 4));
  CHECK_FALSE(arma::any(noisy == 5));
}

TEST_CASE("a chequerboard scores below chance", "[smoothness]") {
  // 4 x 4 of -1 and 1: every neighbour differs, so Moran's I is -1.
  arma::fmat board(16, 1);
  for (arma::uword pixel = 0; pixel < 16; ++pixel) {
    board(pixel) = (pixel / 4 + pixel % 4) % 2 == 0 ? 1.0f : -1.0f;
  }
  // n = 16, S0 = 48, S1 = 96, degrees 4 x 2, 8 x 3, 4 x 4: S2 = 4 (16 + 72 + 64) = 608.
  const double second = (256.0 * 96 - 16.0 * 608 + 3.0 * 48 * 48) / (255.0 * 48 * 48);
  const double deviation = std::sqrt(second - 1.0 / 225);
  CHECK(neighbour_scores(board, {4, 4})(0) == Approx((-1 + 1.0 / 15) / deviation).epsilon(1e-12));
}

TEST_CASE("a constant unit has no score and is not called noise", "[smoothness]") {
  const arma::vec scores = neighbour_scores(arma::fmat(9, 1, arma::fill::ones), {3, 3});
  CHECK(std::isnan(scores(0)));
  CHECK(noise_like(scores).is_empty());
}
