// SPDX-License-Identifier: MIT
#include "embedding/approximate_neighbours.hpp"
#include "normal_points.hpp"
#include "serial.hpp"
#include "threads.hpp"

#include <catch2/catch.hpp>

using namespace embedding;

namespace {

double recall(const Neighbours& found, const Neighbours& exact) {
  arma::uword right = 0;
  for (arma::uword i = 0; i < exact.indices.n_cols; ++i) {
    for (const std::uint32_t j : arma::Col<std::uint32_t>(exact.indices.col(i))) {
      right += arma::any(found.indices.col(i) == j);
    }
  }
  return static_cast<double>(right) / static_cast<double>(exact.indices.n_elem);
}

}  // namespace

TEST_CASE("a graph finds nearly all neighbours, with their distances", "[neighbours]") {
  const arma::fmat points = normal_points(10, 3000, "graph");
  const Neighbours exact = nearest_neighbours(points, 20, serial);
  const Neighbours found = approximate_neighbours(points, 20, serial);
  CHECK(recall(found, exact) > 0.99);
  for (arma::uword i = 0; i < 3000; i += 97) {
    CHECK(arma::fvec(found.squared.col(i)).is_sorted());
    for (arma::uword m = 0; m < 20; ++m) {
      const arma::uword j = found.indices(m, i);
      REQUIRE(j != i);
      const arma::fvec apart = points.col(i) - points.col(j);
      // Ten products in float.
      CHECK(found.squared(m, i) == Approx(arma::dot(apart, apart)).epsilon(1e-5));
    }
  }
}

TEST_CASE("a graph finds the same neighbours on any number of threads", "[neighbours]") {
  const arma::fmat points = normal_points(6, 1500, "graph");
  const Neighbours one = approximate_neighbours(points, 15, serial);
  for (const arma::uword n_threads : {2, 4}) {
    const Neighbours more = approximate_neighbours(points, 15, on_threads(n_threads));
    CHECK(arma::approx_equal(one.squared, more.squared, "absdiff", 0));
    CHECK(arma::all(arma::vectorise(one.indices == more.indices)));
  }
}

TEST_CASE("a graph of duplicates gives each point as many neighbours as asked for",
          "[neighbours]") {
  arma::fmat points = normal_points(3, 800, "copies");
  for (arma::uword i = 100; i < 700; ++i) points.col(i) = points.col(100);
  const Neighbours found = approximate_neighbours(points, 30, serial);
  for (arma::uword i = 0; i < 800; ++i) {
    arma::Col<std::uint32_t> own = found.indices.col(i);
    CHECK(arma::Col<std::uint32_t>(arma::unique(own)).n_elem == 30);
    CHECK_FALSE(arma::any(own == static_cast<std::uint32_t>(i)));
    CHECK(own.max() < 800);
  }
  CHECK(found.squared(29, 300) == 0);
}

TEST_CASE("neighbours are searched as asked, few points exactly", "[neighbours]") {
  const arma::fmat points = normal_points(40, 1200, "choice");
  const Neighbours exact = nearest_neighbours(points, 25, serial);
  const auto same = [&exact](const Neighbours& found) {
    return arma::all(arma::vectorise(found.indices == exact.indices));
  };
  CHECK(same(find_neighbours(points, 25, "auto", serial)));
  CHECK(same(find_neighbours(points, 25, "exact", serial)));
  const Neighbours graph = approximate_neighbours(points, 25, serial);
  const Neighbours asked = find_neighbours(points, 25, "approximate", serial);
  CHECK(arma::all(arma::vectorise(asked.indices == graph.indices)));
}
