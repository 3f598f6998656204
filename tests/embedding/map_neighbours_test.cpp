// SPDX-License-Identifier: MIT
#include "embedding/map_neighbours.hpp"

#include "embedding/serial.hpp"
#include "embedding/threads.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

using namespace embedding;

namespace {

// Whole numbers, so that many distances are equal and all are exact.
arma::mat coarse_map(arma::uword d, arma::uword n, double cells) {
  const lucarne::Random random(7, "map");
  arma::mat points(d, n);
  for (arma::uword i = 0; i < n; ++i) {
    for (arma::uword k = 0; k < d; ++k) points(k, i) = std::floor(cells * random.uniform(i, k));
  }
  return points;
}

bool same(const Neighbours& a, const Neighbours& b) {
  return arma::all(arma::vectorise(a.indices == b.indices)) &&
         arma::all(arma::vectorise(a.squared == b.squared));
}

}  // namespace

TEST_CASE("neighbours in a map are those that all distances give, ties by index",
          "[map_neighbours]") {
  for (const arma::uword d : {1U, 2U, 3U}) {
    for (const double cells : {1.0, 4.0, 300.0}) {
      arma::mat points = coarse_map(d, 500, cells);
      points.col(17).fill(2000);  // an outlier, its squares still exact in float
      const Neighbours wanted =
          nearest_neighbours(arma::conv_to<arma::fmat>::from(points), 12, serial);
      INFO(d << " dimensions, " << cells << " cells");
      CHECK(same(map_neighbours(points, 12, serial), wanted));
    }
  }
}

TEST_CASE("neighbours in a map of few points, and of all the same", "[map_neighbours]") {
  const Neighbours pair = map_neighbours({{0, 3}, {0, 4}}, 1, serial);
  CHECK(pair.indices(0, 0) == 1);
  CHECK(pair.squared(0, 1) == 25);
  // Ten thousand copies: no point looks at all others.
  const Neighbours copies = map_neighbours(arma::mat(2, 10000, arma::fill::ones), 3, on_threads(2));
  CHECK(copies.indices(0, 0) == 1);
  CHECK(copies.indices(2, 1) == 3);
  CHECK(copies.indices(0, 9999) == 0);
  CHECK(copies.indices(2, 9999) == 2);
}
