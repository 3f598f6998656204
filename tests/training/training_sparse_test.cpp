// SPDX-License-Identifier: MIT
#include "network/training_sparse.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

using namespace lucarne::training;

namespace {

arma::fmat normal_matrix(arma::uword n_rows, arma::uword n_cols, std::uint64_t item) {
  const lucarne::Random random(5, "test");
  arma::fmat matrix(n_rows, n_cols);
  for (arma::uword i = 0; i < matrix.n_elem; ++i) {
    matrix(i) = static_cast<float>(random.normal(item, i));
  }
  return matrix;
}

/// 37 features of 9 items, about a sixth of them not zero; item 4 is all zero, feature 36 all one.
arma::fmat sparse_items() {
  const lucarne::Random random(5, "test");
  arma::fmat items = normal_matrix(37, 9, 0);
  for (arma::uword i = 0; i < items.n_elem; ++i) {
    if (random.below(6, 1, i) > 0) items(i) = 0;
  }
  items.col(4).zeros();
  items.row(36).ones();
  return items;
}

SparseInputs inputs_of(const arma::fmat& items) {
  SparseInputs inputs(items.n_rows, items.n_cols);
  for (arma::uword i = 0; i < items.n_cols; ++i) inputs.set(i, items.colptr(i));
  return inputs;
}

}  // namespace

TEST_CASE("only values that are not zero are noted, in order", "[training]") {
  std::vector<float> values(40, 0);
  values[0] = 2;
  values[15] = -1;
  values[39] = 3;
  SparseInputs inputs(40, 2);
  inputs.set(1, values.data());
  const std::span<const lucarne::Entry> entries = inputs.of(1);
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].column == 0);
  CHECK(entries[1].column == 15);
  CHECK(entries[1].value == -1);
  CHECK(entries[2].column == 39);
  CHECK(inputs.of(0).empty());
}

TEST_CASE("an item without zeros is noted whole", "[training]") {
  const arma::fmat items = normal_matrix(21, 3, 2);
  const SparseInputs inputs = inputs_of(items);
  for (arma::uword item = 0; item < 3; ++item) {
    REQUIRE(inputs.of(item).size() == 21);
    CHECK(inputs.of(item)[20].value == items(20, item));
  }
}

TEST_CASE("sparse products are worthwhile for up to a third of the values", "[training]") {
  arma::fmat items(6, 2, arma::fill::zeros);
  items(0, 0) = 1;
  items(1, 0) = 1;
  items(2, 0) = 1;
  items(3, 1) = 1;
  CHECK(inputs_of(items).worthwhile(0, 2));        // 4 of 12
  CHECK_FALSE(inputs_of(items).worthwhile(0, 1));  // 3 of 6
}

// 150 units are two strips of 64 and a remainder. Sums of up to 37 products near 1 in another
// order: 37 roundings of 6e-8, and some room.

TEST_CASE("the sparse product is the dense product", "[training]") {
  const arma::fmat items = sparse_items();
  const arma::fmat weights = normal_matrix(150, 37, 3);
  arma::fmat outputs(151, 9, arma::fill::value(7.0F));
  multiply(weights, inputs_of(items), 0, 9, outputs);
  const arma::fmat expected = weights * items;
  CHECK(arma::approx_equal(outputs.head_rows(150), expected, "absdiff", 1e-5F));
  CHECK(arma::all(outputs.row(150) == 7.0F));
}

TEST_CASE("the transposed sparse product is the dense product for any run of columns",
          "[training]") {
  const arma::fmat items = sparse_items();
  const arma::fmat deltas = normal_matrix(150, 9, 4);
  const arma::fmat expected = deltas * items.t();
  for (const auto& [first, count] :
       {std::pair<arma::uword, arma::uword>{0, 37}, {0, 1}, {10, 20}, {36, 1}}) {
    arma::fmat gradient(150, count, arma::fill::value(7.0F));
    multiply_transposed(deltas, inputs_of(items), 9, first, count,
                        {gradient.memptr(), gradient.n_elem});
    const arma::fmat wanted = expected.cols(first, first + count - 1);
    CHECK(arma::approx_equal(gradient, wanted, "absdiff", 1e-5F));
  }
}
