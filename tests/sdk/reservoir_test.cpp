// SPDX-License-Identifier: MIT
#include "sdk/fold_laws.hpp"

#include <lucarne/reservoir.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using lucarne::Random;
using lucarne::Reservoir;

TEST_CASE("a reservoir holds k different items in rising order, or all there are", "[reservoir]") {
  Reservoir reservoir(Random(1, "a"), 10);
  reservoir.add(100, 4);
  CHECK(arma::all(reservoir.items() == arma::uvec{100, 101, 102, 103}));
  reservoir.add(104, 96);
  const arma::uvec items = reservoir.items();
  CHECK(items.n_elem == 10);
  CHECK(reservoir.n_seen() == 100);
  CHECK(items.min() >= 100);
  CHECK(items.max() < 200);
  CHECK(arma::all(arma::diff(arma::conv_to<arma::vec>::from(items)) > 0));
}

TEST_CASE("a reservoir keeps the columns of its items", "[reservoir]") {
  // Column j holds j and -j.
  arma::fmat columns(2, 50);
  for (arma::uword j = 0; j < 50; ++j) {
    columns(0, j) = static_cast<float>(j);
    columns(1, j) = -static_cast<float>(j);
  }
  Reservoir reservoir(Random(1, "a"), 7);
  reservoir.add(0, arma::fmat(columns.head_cols(20)));
  reservoir.add(20, arma::fmat(columns.tail_cols(30)));
  const arma::fmat kept = reservoir.columns();
  CHECK(arma::approx_equal(kept, columns.cols(reservoir.items()), "absdiff", 0));
}

TEST_CASE("every item is drawn equally often", "[reservoir]") {
  constexpr int samples = 2000;
  arma::vec drawn(20, arma::fill::zeros);
  for (int seed = 0; seed < samples; ++seed) {
    Reservoir reservoir(Random(static_cast<std::uint64_t>(seed), "a"), 5);
    reservoir.add(0, 20);
    for (const arma::uword item : reservoir.items()) ++drawn(item);
  }
  // Binomial(2000, 1/4): mean 500, standard deviation 19.4; five of them, for 20 items.
  CHECK(drawn.min() > 500 - 97);
  CHECK(drawn.max() < 500 + 97);
}

TEST_CASE("samples of other seeds, stages and draws differ", "[reservoir]") {
  const auto sample = [](std::uint64_t seed, const char* stage, std::uint64_t draw) {
    Reservoir reservoir(Random(seed, stage), 8, draw);
    reservoir.add(0, 1000);
    return reservoir.items();
  };
  const arma::uvec one = sample(1, "a", 0);
  CHECK(arma::all(one == sample(1, "a", 0)));
  CHECK_FALSE(arma::all(one == sample(2, "a", 0)));
  CHECK_FALSE(arma::all(one == sample(1, "b", 0)));
  CHECK_FALSE(arma::all(one == sample(1, "a", 1)));
}

TEST_CASE("reservoirs obey the laws of folds whatever the order", "[reservoir]") {
  const auto add = [](Reservoir& state, const arma::fmat& columns, arma::uword first) {
    state.add(first, columns);
  };
  for (const arma::uword k : {0u, 3u, 12u, 100u}) {
    const Reservoir fresh(Random(3, "s"), k);
    check_fold_laws(fresh, normal_values(2, 33), add);
    check_order_does_not_matter(fresh, normal_values(2, 33), add);
  }
}

TEST_CASE("reservoirs that were not started alike are not merged", "[reservoir]") {
  Reservoir reservoir(Random(1, "a"), 5);
  reservoir.add(0, arma::fmat(2, 3, arma::fill::zeros));
  CHECK_THROWS_WITH(reservoir.merge(Reservoir(Random(2, "a"), 5)),
                    "reservoir: states with the same random numbers wanted, found different ones; "
                    "make them with Context::random() of one stage");
  CHECK_THROWS_AS(reservoir.merge(Reservoir(Random(1, "a"), 6)), lucarne::Error);
  CHECK_THROWS_AS(reservoir.add(3, arma::fmat(1, 1, arma::fill::zeros)), lucarne::Error);
}
