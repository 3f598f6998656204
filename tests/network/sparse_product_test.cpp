// SPDX-License-Identifier: MIT
#include "network/sparse_product.hpp"

#include "network/sparse_columns.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <vector>

using lucarne::multiply_columns;

namespace {

arma::fmat normal_matrix(arma::uword n_rows, arma::uword n_cols, const char* name) {
  const lucarne::Random random(5, name);
  arma::fmat matrix(n_rows, n_cols);
  for (arma::uword i = 0; i < matrix.n_elem; ++i) {
    matrix(i) = static_cast<float>(random.normal(i, 0));
  }
  return matrix;
}

// Of column c, the values from row c * step on are zero.
arma::fmat emptied(arma::fmat matrix, arma::uword step) {
  for (arma::uword c = 0; c < matrix.n_cols; ++c) {
    for (arma::uword r = c * step; r < matrix.n_rows; ++r) matrix(r, c) = 0;
  }
  return matrix;
}

double largest_error(const arma::fmat& a, const arma::fmat& x, const arma::fmat& found) {
  const arma::mat expected = arma::conv_to<arma::mat>::from(a) * arma::conv_to<arma::mat>::from(x);
  return arma::abs(arma::conv_to<arma::mat>::from(found) - expected).max();
}

}  // namespace

TEST_CASE("a product by what is not zero is the dense product", "[sparse product]") {
  // Rows that fill strips of 64 and that do not; columns from empty to full; too small to search.
  for (const arma::uword n_rows : {64U, 100U, 300U, 10U}) {
    for (const arma::uword n_inner : {64U, 130U, 7U}) {
      INFO(n_rows << " x " << n_inner);
      const arma::fmat a = normal_matrix(n_rows, n_inner, "a");
      const arma::fmat x = emptied(normal_matrix(n_inner, 21, "x"), n_inner / 20 + 1);
      arma::fmat y(n_rows, 21, arma::fill::value(99));
      multiply_columns(a, x, y);
      // Sums of at most 130 products of numbers near 1, in float.
      CHECK(largest_error(a, x, y) < 2e-5);
    }
  }
}

TEST_CASE("a column's product does not depend on its neighbours", "[sparse product]") {
  const arma::fmat a = normal_matrix(100, 128, "a");
  const arma::fmat x = emptied(normal_matrix(128, 30, "x"), 5);
  arma::fmat all(100, 30);
  multiply_columns(a, x, all);
  for (arma::uword c = 0; c < 8; ++c) {  // a third of 128 values at most
    arma::fmat one(100, 1);
    multiply_columns(a, x.cols(c, c), one);
    CHECK(arma::approx_equal(one, all.col(c), "absdiff", 0));
  }
}

TEST_CASE("what is no number is not taken for zero", "[sparse product]") {
  const arma::fmat a = normal_matrix(64, 64, "a");
  arma::fmat x(64, 2, arma::fill::zeros);
  x(3, 0) = std::numeric_limits<float>::quiet_NaN();
  arma::fmat y(64, 2);
  multiply_columns(a, x, y);
  CHECK(y.col(0).has_nan());
  CHECK(arma::abs(y.col(1)).max() == 0);
}

TEST_CASE("values are listed only where there are no more than asked for", "[sparse product]") {
  const std::vector<float> values(100, 1.0F);
  std::vector<lucarne::Entry> entries(100, lucarne::Entry{7, 7.0F});
  CHECK(lucarne::nonzero_entries(values.data(), 100, 99, entries.data()) == 100);
  for (const lucarne::Entry& entry : entries) CHECK((entry.column == 7 && entry.value == 7));
  CHECK(lucarne::nonzero_entries(values.data(), 100, 100, entries.data()) == 100);
  for (std::uint32_t i = 0; i < 100; ++i) CHECK((entries[i].column == i && entries[i].value == 1));
}
