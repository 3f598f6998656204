// SPDX-License-Identifier: MIT
#include "host/linear_cka.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;

namespace {

arma::fmat random_matrix(arma::uword rows, arma::uword columns, std::uint64_t seed) {
  const Random random(seed, "cka");
  arma::fmat values(rows, columns);
  for (arma::uword i = 0; i < values.n_elem; ++i) {
    values(i) = static_cast<float>(random.normal(i, 0));
  }
  return values;
}

// One layer against another, in blocks of `block` items.
double cka(const arma::fmat& x, const arma::fmat& y, arma::uword block = 1000) {
  LinearCka sum({x.n_rows}, {y.n_rows});
  for (arma::uword first = 0; first < x.n_cols; first += block) {
    const arma::uword last = std::min(first + block, x.n_cols) - 1;
    const arma::fmat of_x = x.cols(first, last);
    const arma::fmat of_y = y.cols(first, last);
    sum.add({&of_x}, {&of_y});
  }
  return sum.value()(0, 0);
}

}  // namespace

TEST_CASE("CKA of a layer with itself is 1", "[cka]") {
  const arma::fmat x = random_matrix(7, 50, 1);
  CHECK(cka(x, x) == Approx(1).epsilon(1e-12));
}

TEST_CASE("rotation, scale and shift leave CKA as it is", "[cka]") {
  const arma::fmat x = random_matrix(3, 40, 1);
  const arma::fmat y = random_matrix(5, 40, 2);
  const double before = cka(x, y);
  CHECK(before > 0);
  CHECK(before < 1);
  const float c = std::cos(0.7f), s = std::sin(0.7f);
  const arma::fmat rotation = {{c, -s, 0}, {s, c, 0}, {0, 0, -1}};
  const arma::fmat rotated = rotation * x;
  const arma::fmat moved = 4 * rotated + 3;
  CHECK(cka(moved, y) == Approx(before).epsilon(1e-5));
  CHECK(cka(moved, x) == Approx(1).epsilon(1e-5));
  CHECK(cka(y, x) == Approx(before).epsilon(1e-12));
}

TEST_CASE("stretching one direction does change CKA", "[cka]") {
  const arma::fmat x = random_matrix(3, 40, 1);
  arma::fmat stretched = x;
  stretched.row(0) *= 10;
  CHECK(cka(stretched, x) < 0.9);
}

TEST_CASE("a case small enough for a pencil", "[cka]") {
  // Centred: x = (-1, 0, 1), y has rows (-1, 0, 1) and (1, -2, 1).
  // x y' = (2, 0), x x' = 2, y y' = diag(2, 6): CKA = 4 / (2 sqrt(40)).
  const arma::fmat x = {{4, 5, 6}};
  const arma::fmat y = {{0, 1, 2}, {3, 0, 3}};
  CHECK(cka(x, y) == Approx(4 / (2 * std::sqrt(40.0))).epsilon(1e-12));
  // Of single features CKA is the squared correlation: here (1 / 2)^2.
  const arma::fmat u = {{1, 0, -1}};
  const arma::fmat v = {{1, -1, 0}};
  CHECK(cka(u, v) == Approx(0.25).epsilon(1e-12));
}

TEST_CASE("features without anything in common have CKA 0, constant ones none", "[cka]") {
  CHECK(cka({{1, -1, 1, -1}}, {{1, 1, -1, -1}}) == Approx(0).margin(1e-15));
  CHECK(std::isnan(cka({{2, 2, 2}}, {{1, 2, 3}})));
  CHECK(std::isnan(cka({{0.1f, 0.1f, 0.1f}}, {{1, 2, 3}})));  // its mean is not 0.1f
  CHECK(std::isnan(cka(arma::fmat(1, 1), arma::fmat(1, 1))));
  CHECK(std::isnan(LinearCka({2}, {3}).value()(0, 0)));
}

TEST_CASE("the size of a block does not matter, nor does a large mean", "[cka]") {
  const arma::fmat x = random_matrix(4, 100, 3);
  const arma::fmat y = random_matrix(6, 100, 4);
  const double whole = cka(x, y);
  CHECK(cka(x, y, 7) == Approx(whole).epsilon(1e-12));
  CHECK(cka(x, y, 1) == Approx(whole).epsilon(1e-10));
  const arma::fmat far = x + 1000;
  CHECK(cka(far, y, 7) == Approx(whole).epsilon(1e-3));  // float keeps 4 digits of x + 1000
}

TEST_CASE("every layer of one network stands against every layer of the other", "[cka]") {
  const arma::fmat x = random_matrix(2, 30, 5), y = random_matrix(3, 30, 6);
  LinearCka sum({2, 3}, {3});
  sum.add({&x, &y}, {&y});
  const arma::mat value = sum.value();
  REQUIRE(value.n_rows == 2);
  REQUIRE(value.n_cols == 1);
  CHECK(value(0, 0) == Approx(cka(x, y)).epsilon(1e-12));
  CHECK(value(1, 0) == Approx(1).epsilon(1e-12));
  CHECK(sum.n_items() == 30);
}
