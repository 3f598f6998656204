// SPDX-License-Identifier: MIT
#include "sdk/fold_laws.hpp"

#include <lucarne/top_k.hpp>

#include <catch2/catch.hpp>

using lucarne::TopK;

namespace {

void add_to_top(TopK& state, const arma::fmat& columns, arma::uword first) {
  state.add(columns, first);
}

}  // namespace

TEST_CASE("top-k keeps the largest values of every feature with their items", "[top]") {
  TopK top(2, 2);
  top.add(arma::fmat{{0, 1, 2, 3}, {5, 0, 0, -1}}, 10);
  CHECK(arma::all(top.items(0) == arma::uvec{13, 12}));
  CHECK(arma::all(top.values(0) == arma::vec{3, 2}));
  CHECK(arma::all(top.items(1) == arma::uvec{10, 11}));
}

TEST_CASE("of equal values the smaller item index comes first", "[top]") {
  TopK early(1, 3);
  early.add(arma::fmat{{1, 1}}, 1);
  TopK late(1, 3);
  late.add(arma::fmat{{1, 0, 1, 2}}, 5);
  TopK one_way = early;
  one_way.merge(late);
  TopK other_way = late;
  other_way.merge(early);
  CHECK(arma::all(one_way.items() == arma::uvec{8, 1, 2}));
  CHECK(arma::all(other_way.items() == arma::uvec{8, 1, 2}));
  // Items in falling order, which a loop over sorted items would do.
  TopK falling(1, 2);
  for (const arma::uword item : {9u, 4u, 6u, 2u}) falling.add(arma::fvec{1}, item);
  CHECK(arma::all(falling.items() == arma::uvec{2, 4}));
}

TEST_CASE("fewer values than wanted are all kept, NaN is passed over", "[top]") {
  TopK top(1, 5);
  top.add(arma::fmat{{-3, arma::fdatum::nan, -arma::fdatum::inf, -2}}, 0);
  CHECK(arma::all(top.items() == arma::uvec{3, 0, 2}));
  CHECK(TopK(2, 5).items(1).is_empty());
  TopK nothing(1, 0);
  nothing.add(arma::fmat{{1, arma::fdatum::inf}}, 0);
  CHECK(nothing.items().is_empty());
}

TEST_CASE("top-k obeys the laws of folds whatever the order", "[top]") {
  // Few distinct values, so that ties decide.
  const arma::fmat values = arma::round(normal_values(4, 43));
  check_fold_laws(TopK(4, 6), values, add_to_top);
  check_order_does_not_matter(TopK(4, 6), values, add_to_top);
}

TEST_CASE("top-k of other features or another k is refused", "[top]") {
  TopK top(2, 3);
  CHECK_THROWS_AS(top.add(arma::fmat(3, 1, arma::fill::zeros), 0), lucarne::Error);
  CHECK_THROWS_WITH(top.merge(TopK(2, 4)),
                    "top-k: 3 values kept a feature wanted, found 4; only states that were started "
                    "alike can be merged; give them their sizes where the fold starts");
}
